#include "model/spec/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace tilewright::reader {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_bytes = std::size_t{64} << 20U;  // devices have no end

/// The place of a byte of a file's content.
Place place_of(const std::string& name, std::string_view content, std::size_t position) {
  const std::string_view before = content.substr(0, position);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {name, static_cast<int>(line), static_cast<int>(position - line_start) + 1};
}

bool is_control_character(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return (code < 0x20 && letter != '\n' && letter != '\r' && letter != '\t') || code == 0x7F;
}

void require_text(const std::string& name, const std::string& content) {
  const auto found = std::find_if(content.begin(), content.end(), is_control_character);
  if (found == content.end()) return;
  throw Error(place_of(name, content, static_cast<std::size_t>(found - content.begin())),
              "this is not a text file (it holds a control character)",
              "give a YAML or libconfig file, encoded as UTF-8");
}

/// The part of a line before its comment.
std::string_view without_comment(std::string_view line) {
  std::size_t hash = line.find('#');
  while (hash != std::string_view::npos && hash > 0 && line[hash - 1] != ' ' &&
         line[hash - 1] != '\t') {
    hash = line.find('#', hash + 1);
  }
  return line.substr(0, hash);
}

/// Calls `visit(position, line)` for each line; a line comes without its end.
template <typename Visit>
void for_each_line(std::string_view content, Visit visit) {
  std::size_t start = 0;
  while (start < content.size()) {
    const std::size_t end = std::min(content.find('\n', start), content.size());
    visit(start, content.substr(start, end - start));
    start = end + 1;
  }
}

void require_content(const std::string& name, const std::string& content) {
  bool found = false;
  for_each_line(content, [&](std::size_t, std::string_view line) {
    const std::string_view code = without_comment(line);
    found |= code.find_first_not_of(" \t\r") != std::string_view::npos;
  });
  if (!found) {
    throw Error(Place{name, 1, 1}, "the file is empty",
                "give a file with at least one section, for example 'problem:'");
  }
}

void refuse_jinja(const std::string& name, const std::string& content) {
  for_each_line(content, [&](std::size_t start, std::string_view line) {
    const std::string_view code = without_comment(line);
    for (std::string_view opening : {"{{", "{%", "{#"}) {
      const std::size_t found = code.find(opening);
      if (found == std::string_view::npos) continue;
      throw Error(
          place_of(name, content, start + found),
          "'" + std::string(opening) + "' starts a Jinja template; templates are not supported",
          "expand the template (its includes, too), and give the YAML file that results");
    }
  });
}

bool is_marker(std::string_view line, std::string_view marker) {
  return line.substr(0, 3) == marker && (line.size() == 3 || line[3] == ' ' || line[3] == '\r');
}

/// Blanks what opens and closes a file's only document: `%` directives, "---" and "...".
void blank_document_markers(std::string& content) {
  bool before_content = true;
  std::optional<std::size_t> end_marker;
  const std::string original = content;
  for_each_line(original, [&](std::size_t start, std::string_view line) {
    const std::string_view code = without_comment(line);
    const bool blank = code.find_first_not_of(" \t\r") == std::string_view::npos;
    if (before_content && line.substr(0, 1) == "%") {
      content.replace(start, line.size(), line.size(), ' ');
    } else if (before_content && is_marker(line, "---")) {
      content.replace(start, 3, "   ");
      before_content = false;
    } else if (is_marker(line, "...")) {
      end_marker = start;
    } else if (!blank) {
      before_content = false;
      end_marker.reset();
    }
  });
  if (end_marker) content.replace(*end_marker, 3, "   ");
}

std::string read_file(const std::string& name) {
  const Place place{name, 0, 0};
  std::error_code ignored;
  const auto status = std::filesystem::status(name, ignored);
  if (!std::filesystem::exists(status)) {
    throw Error(place, "there is no such file", "check the path");
  }
  if (std::filesystem::is_directory(status)) {
    throw Error(place, "this is a directory", "give the files in it one by one");
  }
  std::ifstream stream(name, std::ios::binary);
  std::string content;
  std::vector<char> chunk(std::size_t{1} << 16U);
  while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) ||
         stream.gcount() > 0) {
    content.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
    if (content.size() > most_bytes) {
      throw Error(place, fmt::format("the file is larger than {} MiB", most_bytes >> 20U),
                  "give a specification");
    }
  }
  if (!stream.eof()) throw Error(place, "the file cannot be read", "check its permissions");
  return content;
}

const char* language_name(Language language) {
  return language == Language::yaml ? "YAML" : "libconfig";
}

void require_language(const std::string& file, Language language, const std::string& first_file) {
  if (language_of(file) == language) return;
  throw Error(Place{file},
              std::string("this is a ") + language_name(language_of(file)) + " file, but '" +
                  first_file + "' is " + language_name(language),
              "give all files in one language; 'tilewright-model FILE --convert yaml' (or cfg) "
              "rewrites a file");
}

}  // namespace

Language language_of(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  return name.find(".cfg") == std::string::npos ? Language::yaml : Language::libconfig;
}

void Document::append(const std::string& name, std::string content) {
  if (content.compare(0, byte_order_mark.size(), byte_order_mark) == 0) {
    content.erase(0, byte_order_mark.size());
  }
  require_text(name, content);
  require_content(name, content);
  if (language_ == Language::yaml) {
    refuse_jinja(name, content);
    blank_document_markers(content);
  }
  if (content.back() != '\n') content += '\n';

  const int first_line = static_cast<int>(line_starts_.size()) + 1;
  for_each_line(content, [&](std::size_t start, std::string_view) {
    line_starts_.push_back(text_.size() + start);
  });
  text_ += content;
  files_.push_back({name, first_line, text_.size()});
}

Document Document::first_files(int count) const {
  Document first(language_);
  for (int file = 0; file < count; ++file) {
    const std::size_t start = file == 0 ? 0 : files_[file - 1].end;
    first.append(files_[file].name, text_.substr(start, files_[file].end - start));
  }
  return first;
}

Place Document::place(int line, int column) const {
  const File* file = &files_.front();
  for (const File& candidate : files_) {
    if (candidate.first_line <= line) file = &candidate;
  }
  return {file->name, line - file->first_line + 1, column};
}

std::string_view Document::line(int number) const {
  if (number < 1 || number > static_cast<int>(line_starts_.size())) return {};
  const std::size_t start = line_starts_[number - 1];
  return std::string_view(text_).substr(start, text_.find('\n', start) - start);
}

std::string_view Document::text_from(int line, int column) const {
  if (line < 1 || line > static_cast<int>(line_starts_.size())) return {};
  const std::size_t start = line_starts_[line - 1] + static_cast<std::size_t>(column - 1);
  return start < text_.size() ? std::string_view(text_).substr(start) : std::string_view();
}

Document load(const std::vector<std::string>& files) {
  if (files.empty()) throw Error("no input file is given", "name at least one file");
  const Language language = language_of(files.front());
  Document document(language);
  for (const std::string& file : files) {
    std::string content = read_file(file);
    require_language(file, language, files.front());
    document.append(file, std::move(content));
  }
  return document;
}

Document load(const std::string& file, Language language) {
  Document document(language);
  document.append(file, read_file(file));
  return document;
}

}  // namespace tilewright::reader
