#include "test/fuzz/reading.hpp"

#include "model/report/convert.hpp"
#include "model/spec/document.hpp"
#include "model/spec/error.hpp"
#include "model/spec/parse.hpp"
#include "model/spec/spec.hpp"

namespace tilewright::test {

namespace {

template <typename Job>
void ignore_errors(Job job) {
  try {
    job();
  } catch (const Error&) {
    return;
  }
}

void convert_both_ways(const std::string& text, const std::string& name) {
  using reader::Language;
  reader::Document document(reader::language_of(name));
  document.append(name, text);
  const reader::ValueTree tree = reader::parse(document);
  for (const Language language : {Language::yaml, Language::libconfig}) {
    ignore_errors([&] { convert(tree.root(), language); });
  }
}

}  // namespace

void try_reading(const std::uint8_t* bytes, std::size_t size, const std::string& name) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  ignore_errors([&] { read_spec_text(text, name); });
  ignore_errors([&] { convert_both_ways(text, name); });
}

}  // namespace tilewright::test
