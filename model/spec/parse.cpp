#include "model/spec/parse.hpp"

#include "model/spec/libconfig.hpp"
#include "model/spec/yaml.hpp"

namespace tilewright::reader {

ValueTree parse(const Document& document) {
  return document.language() == Language::yaml ? parse_yaml(document) : parse_libconfig(document);
}

}  // namespace tilewright::reader
