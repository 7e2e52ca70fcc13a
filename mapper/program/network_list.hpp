#pragma once
// The layers of a network: which files, and how often each.

#include <string>
#include <vector>

namespace tilewright {

/// A distinct layer of a network.
struct NetworkLayer {
  std::string name;  ///< of the file, without folder and extension; unique in the network
  std::string file;
  int count = 1;  ///< layers of the network that are the same problem
};

/// The layers, and the files of a folder that are left out.
struct NetworkList {
  std::vector<NetworkLayer> layers;
  std::vector<std::string> warnings;
};

/// The distinct layers in the order of their first place. `list` is
/// - a YAML file with a list of layer files; a path is relative to the list's folder and may go
///   without its extension (.yaml, .yml or .cfg), or
/// - a folder: its layers.yaml if there is one, else all its .yaml, .yml and .cfg files that have a
///   `problem`, by name.
/// Files with the same content (comments, layout and language apart) are the same layer. A file
/// that cannot be read counts as a layer of its own: mapping it will say why. Throws Error for a
/// list that cannot be read, names no layer, or names a file that is missing.
NetworkList read_network(const std::string& list);

}  // namespace tilewright
