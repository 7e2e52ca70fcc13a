#include "model/spec/parse.hpp"

#include "model/spec/libconfig.hpp"
#include "model/spec/repeated_sections.hpp"
#include "model/spec/yaml.hpp"

namespace tilewright::reader {

ValueTree parse(const Document& document) {
  if (document.language() == Language::libconfig) return parse_libconfig(document);
  ValueTree tree = parse_yaml(document);
  combine_repeated_sections(tree);
  return tree;
}

}  // namespace tilewright::reader
