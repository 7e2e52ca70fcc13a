#include "mapper/program/network_list.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>

#include "model/report/convert.hpp"
#include "model/spec/document.hpp"
#include "model/spec/error.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/yaml.hpp"

namespace tilewright {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> extensions = {".yaml", ".yml", ".cfg"};
constexpr std::string_view list_name = "layers.yaml";

bool has_layer_extension(const fs::path& file) {
  return std::find(extensions.begin(), extensions.end(), file.extension().string()) !=
         extensions.end();
}

/// The file that an entry of the list names.
fs::path layer_file(const fs::path& folder, const reader::Value& entry) {
  if (entry.kind != reader::Value::Kind::scalar) {
    throw Error(entry.place, "this is not the name of a layer file", "write '- conv1.yaml'");
  }
  fs::path file = folder / entry.text;
  if (has_layer_extension(file) && fs::is_regular_file(file)) return file;
  for (const std::string_view extension : extensions) {
    fs::path with_extension = file.string() + std::string(extension);
    if (fs::is_regular_file(with_extension)) return with_extension;
  }
  throw Error(entry.place, "there is no layer file '" + file.string() + "'",
              "paths are relative to the list's folder");
}

std::vector<fs::path> listed_files(const fs::path& list) {
  const reader::Document document = reader::load(list.string(), reader::Language::yaml);
  const reader::ValueTree tree = reader::parse_yaml(document, reader::Value::Kind::list);
  std::vector<fs::path> files;
  for (const reader::Value* entry : tree.root().items) {
    files.push_back(layer_file(list.parent_path(), *entry));
  }
  return files;
}

/// A file with what makes it the same layer as another one. One that cannot be read is a layer of
/// its own: mapping it will say why.
struct LayerFile {
  fs::path path;
  std::string identity;
  bool has_problem = true;
};

LayerFile read_layer_file(const fs::path& file) {
  try {
    const reader::ValueTree tree = reader::parse(reader::load({file.string()}));
    return {file, convert(tree.root(), reader::Language::yaml),
            reader::find_entry(tree.root().entries, "problem") != nullptr};
  } catch (const Error&) {
    return {file, file.string()};
  }
}

std::vector<LayerFile> listed_layers(const fs::path& list) {
  const std::vector<fs::path> files = listed_files(list);
  std::vector<LayerFile> layers;
  layers.reserve(files.size());
  for (const fs::path& file : files) layers.push_back(read_layer_file(file));
  return layers;
}

std::vector<LayerFile> layers_of_folder(const fs::path& folder,
                                        std::vector<std::string>& warnings) {
  if (fs::is_regular_file(folder / list_name)) return listed_layers(folder / list_name);
  std::vector<fs::path> files;
  std::error_code failure;
  for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure)) {
    if (has_layer_extension(at->path()) && at->is_regular_file()) files.push_back(at->path());
  }
  if (failure) throw Error(Place{folder.string()}, "cannot list the folder: " + failure.message());
  std::sort(files.begin(), files.end());
  std::vector<LayerFile> layers;
  for (const fs::path& file : files) {
    LayerFile layer = read_layer_file(file);
    if (layer.has_problem) {
      layers.push_back(std::move(layer));
    } else {
      warnings.push_back(file.string() + " has no 'problem' and is left out");
    }
  }
  return layers;
}

std::string unused_name(const fs::path& file, std::set<std::string>& used) {
  const std::string stem = file.stem().string();
  std::string name = stem;
  for (int i = 2; !used.insert(name).second; ++i) name = stem + "-" + std::to_string(i);
  return name;
}

}  // namespace

NetworkList read_network(const std::string& list) {
  NetworkList network;
  const auto files =
      fs::is_directory(list) ? layers_of_folder(list, network.warnings) : listed_layers(list);
  if (files.empty()) {
    throw Error(Place{list}, "there is no layer in this network",
                "name a folder of layer files, or a YAML file with a list of them");
  }
  std::vector<NetworkLayer>& layers = network.layers;
  std::map<std::string, std::size_t> known;
  std::set<std::string> used;
  for (const LayerFile& file : files) {
    const auto [at, is_new] = known.emplace(file.identity, layers.size());
    if (is_new) {
      layers.push_back({unused_name(file.path, used), file.path.string(), 1});
    } else {
      ++layers[at->second].count;
    }
  }
  return network;
}

}  // namespace tilewright
