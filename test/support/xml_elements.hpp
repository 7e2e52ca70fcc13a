#pragma once
// A small XML reader for tests: strict about what makes a document well-formed, for documents
// without declarations, comments and CDATA.

#include <algorithm>
#include <map>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tilewright::test {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< between its tags, without those of its children; entities as they stand

  /// True when its attribute "class" lists `wanted`.
  bool has_class(const std::string& wanted) const {
    const auto found = attributes.find("class");
    return found != attributes.end() &&
           (" " + found->second + " ").find(" " + wanted + " ") != std::string::npos;
  }
};

/// Reads a document; throws std::runtime_error that says what is not well-formed.
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : rest_(text) {}

  std::vector<XmlElement> read() {
    while (!rest_.empty()) {
      if (rest_.front() != '<') {
        read_text();
      } else if (rest_.starts_with("</")) {
        close(take_tag().substr(2));
      } else {
        open(take_tag());
      }
    }
    require(open_.empty(), "an element is not closed");
    return elements_;
  }

 private:
  static void require(bool condition, const std::string& fault) {
    if (!condition) throw std::runtime_error(fault);
  }

  /// The next tag without its ">".
  std::string take_tag() {
    const std::size_t end = rest_.find('>');
    require(end != std::string_view::npos, "a tag has no end");
    std::string tag(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return tag;
  }

  static void check_characters(const std::string& text) {
    require(text.find('<') == std::string::npos, "a '<' in '" + text + "'");
    const bool has_control = std::any_of(text.begin(), text.end(), [](char character) {
      return static_cast<unsigned char>(character) < 0x20 && character != '\n';
    });
    require(!has_control, "a control character");
    static const std::regex stray_ampersand("&(?!(lt|gt|amp|quot|apos);)");
    require(!std::regex_search(text, stray_ampersand), "a stray '&' in '" + text + "'");
  }

  void read_text() {
    const std::size_t end = std::min(rest_.find('<'), rest_.size());
    const std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    check_characters(text);
    if (!open_.empty()) elements_[open_.back()].text += text;
    require(!open_.empty() || text == "\n", "text outside the root");
  }

  void open(std::string tag) {
    require(!open_.empty() || elements_.empty(), "there are two roots");
    const bool is_empty = tag.ends_with("/");
    if (is_empty) tag.pop_back();
    static const std::regex form(R"re(<([a-z]+)((?: [A-Za-z:-]+="[^"]*")*))re");
    std::smatch parts;
    require(std::regex_match(tag, parts, form), "the tag '" + tag + "' has no correct form");
    XmlElement element;
    element.name = parts[1];
    read_attributes(parts[2], element);
    elements_.push_back(element);
    if (!is_empty) open_.push_back(elements_.size() - 1);
  }

  static void read_attributes(const std::string& text, XmlElement& element) {
    static const std::regex form(R"re( ([A-Za-z:-]+)="([^"]*)")re");
    for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at) {
      const std::string value = (*at)[2];
      check_characters(value);
      require(element.attributes.emplace((*at)[1], value).second, "an attribute is given twice");
    }
  }

  void close(const std::string& name) {
    require(!open_.empty() && elements_[open_.back()].name == name,
            "'" + name + "' closes another element");
    open_.pop_back();
  }

  std::string_view rest_;
  std::vector<XmlElement> elements_;
  std::vector<std::size_t> open_;  // positions of the elements around
};

inline std::vector<XmlElement> read_xml(std::string_view text) { return XmlReader(text).read(); }

}  // namespace tilewright::test
