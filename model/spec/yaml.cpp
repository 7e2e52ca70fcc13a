#include "model/spec/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "model/spec/extent.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

/// Makes a ValueTree of the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const Document& document) : document_(document) {}

  bool has_document() const { return documents_ > 0; }
  bool has_anchors() const { return !anchors_.empty(); }
  ValueTree& tree() { return tree_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    throw Error(place(mark), "a second YAML document starts here ('---')",
                "remove the '---' or put the document into a file of its own");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_key(mark);
    if (!frames_.empty() && frames_.back().has_key) require_colon(frames_.back());
    attach(add(Value::Kind::null, mark, anchor));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Value* target = anchors_.at(anchor);
    if (expects_key() && target->kind == Value::Kind::scalar) {
      return start_entry(mark, target->text);
    }
    refuse_key(mark);
    for (const Frame& frame : frames_) {
      if (frame.value == target) {
        throw Error(place(mark), "this alias stands inside the value that it names",
                    "an anchor cannot contain itself");
      }
    }
    attach(*target);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    require_closing_quote(mark);
    if (expects_key() && anchor == YAML::NullAnchor) return start_entry(mark, text);
    Value& value = add(Value::Kind::scalar, mark, anchor);
    value.text = text;
    value.quoted = tag == "!";  // yaml-cpp's mark of a scalar that is not plain
    value.tag = local_tag(tag);
    if (expects_key()) return start_entry(mark, text);
    attach(value);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Value::Kind::list, mark, anchor, tag);
  }
  void OnSequenceEnd() override { frames_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Value::Kind::map, mark, anchor, tag);
    frames_.back().is_block = style != YAML::EmitterStyle::Flow;
  }
  void OnMapEnd() override {
    Value& map = *frames_.back().value;
    if (frames_.size() == 1) separate_repeated(map);
    merge(map);
    frames_.pop_back();
  }

 private:
  /// A list or map whose end has not been seen.
  struct Frame {
    Value* value = nullptr;
    bool has_key = false;               ///< a map's entry waits for its value
    bool is_block = false;              ///< a map without braces
    YAML::Mark key_mark;                ///< of the entry that waits
    std::map<std::string, Place> keys;  ///< normalized keys of a map
  };

  Place place(const YAML::Mark& mark) const {
    return document_.place(mark.line + 1, mark.column + 1);
  }

  bool expects_key() const {
    return !frames_.empty() && frames_.back().value->kind == Value::Kind::map &&
           !frames_.back().has_key;
  }

  void refuse_key(const YAML::Mark& mark) const {
    if (expects_key())
      throw Error(place(mark), "a key must be one word, not a list or a map",
                  "is a bracket or brace left open here?");
  }

  /// The parser takes a quoted text without an end for one that ends with the input.
  void require_closing_quote(const YAML::Mark& mark) const {
    const std::string_view text = document_.text_from(mark.line + 1, mark.column + 1);
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) return;
    std::size_t end = 1;
    while (end < text.size() && text[end] != text[0]) {
      end += text[0] == '"' && text[end] == '\\' ? 2 : 1;
    }
    if (end < text.size()) return;
    throw Error(place(mark), "this quoted text has no end",
                std::string("close it with ") + text[0]);
  }

  /// The parser takes a word that stands alone for a key without a value.
  void require_colon(const Frame& frame) const {
    if (!frame.is_block) return;
    const YAML::Mark& mark = frame.key_mark;
    const std::string_view line = document_.line(mark.line + 1);
    if (line.find(':', mark.column) != std::string_view::npos) return;
    throw Error(place(mark), "there is no ':' behind '" + frame.value->entries.back().key + "'",
                "write 'key: value'");
  }

  void start_entry(const YAML::Mark& mark, const std::string& key) {
    Frame& frame = frames_.back();
    const auto [entry, is_new] = frame.keys.emplace(normalized_key(key), place(mark));
    const bool in_root = frames_.size() == 1;
    if (!is_new && !(in_root && entry->second.file != place(mark).file)) {
      throw Error(place(mark), "key '" + key + "' is given twice",
                  "it was first given at " + entry->second.text() + "; remove one of the two");
    }
    frame.value->entries.push_back({key, place(mark), nullptr});
    frame.has_key = true;
    frame.key_mark = mark;
  }

  Value& add(Value::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Value& value = tree_.add(kind, place(mark));
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &value;
    return value;
  }

  void attach(const Value& value) {
    if (frames_.empty()) {
      tree_.set_root(value);
    } else if (Frame& frame = frames_.back(); frame.value->kind == Value::Kind::list) {
      frame.value->items.push_back(&value);
    } else {
      frame.value->entries.back().value = &value;
      frame.has_key = false;
    }
  }

  /// "!Component"; empty for the tags that YAML itself defines, and for none.
  static std::string local_tag(const std::string& tag) {
    return tag.size() > 1 && tag[0] == '!' ? tag : "";
  }

  void open(Value::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
            const std::string& tag) {
    refuse_key(mark);
    if (static_cast<int>(frames_.size()) == deepest_nesting) {
      throw Error(place(mark),
                  "values are nested more than " + std::to_string(deepest_nesting) + " deep");
    }
    Value& value = add(kind, mark, anchor);
    value.tag = local_tag(tag);
    attach(value);
    frames_.emplace_back().value = &value;
  }

  /// Moves the root's entries whose key has come before to where the tree has them.
  void separate_repeated(Value& root) {
    std::set<std::string> keys;
    std::vector<Value::Entry> all;
    all.swap(root.entries);
    for (const Value::Entry& entry : all) {
      const bool is_new = keys.insert(normalized_key(entry.key)).second;
      (is_new ? root.entries : tree_.repeated()).push_back(entry);
    }
  }

  /// Replaces the entry "<<" by the entries of the maps that it names.
  static void merge(Value& map) {
    auto& entries = map.entries;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].key == "<<<") {
        throw Error(entries[i].key_place,
                    "'<<<', the front end's recursive merge, is not supported",
                    "write '<<', which adds the entries that the map does not have itself");
      }
      if (entries[i].key != "<<") continue;
      const Value::Entry merged = entries[i];
      entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
      std::set<std::string> present;
      for (const Value::Entry& entry : entries) present.insert(normalized_key(entry.key));
      const bool is_list = merged.value->kind == Value::Kind::list;
      const auto sources = is_list ? merged.value->items : std::vector{merged.value};
      for (const Value* source : sources) {
        if (source->kind != Value::Kind::map) {
          throw Error(merged.key_place, "'<<' merges something that is not a map",
                      "write '<<: *anchor' with the anchor of a map");
        }
        for (const Value::Entry& entry : source->entries) {
          if (present.insert(normalized_key(entry.key)).second) entries.push_back(entry);
        }
      }
      return;
    }
  }

  const Document& document_;
  ValueTree tree_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, const Value*> anchors_;
  int documents_ = 0;
};

bool indents_with_tab(std::string_view line) {
  const std::size_t text = line.find_first_not_of(" \t\r");
  return text != std::string_view::npos && line.substr(0, text).find('\t') != std::string::npos;
}

Error syntax_error(const Document& document, const YAML::Exception& exception) {
  const int line = exception.mark.line + 1;
  for (int suspect = line; suspect >= line - 1; --suspect) {
    if (!indents_with_tab(document.line(suspect))) continue;
    const int column = static_cast<int>(document.line(suspect).find('\t')) + 1;
    return {document.place(suspect, column), "this line is indented with a tab",
            "YAML indents with spaces only"};
  }
  const Place place = document.place(line, exception.mark.column + 1);
  if (exception.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    return {place, "this alias has no anchor before it",
            "put '&' and the name in front of the value, further up or in a file named earlier"};
  }
  return {place, "this is not valid YAML (" + exception.msg + ")",
          "check indentation, colons, quotes and brackets here and on the lines before"};
}

void require_root(const Value& root, Value::Kind kind) {
  if (root.kind == kind) return;
  if (kind == Value::Kind::list)
    throw Error(root.place, "the input is not a list", "write '- ...'");
  throw Error(root.place, "the input is not a map of sections",
              "start with a section such as 'problem:', 'architecture:' or 'mapping:'");
}

ValueTree parse_whole(const Document& document, Value::Kind root) {
  std::istringstream stream(document.text());
  TreeBuilder builder(document);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    throw syntax_error(document, exception);
  }
  if (!builder.has_document()) {
    throw Error(document.place(1, 1), "there is nothing in the input", "give at least one section");
  }
  require_root(builder.tree().root(), root);
  if (builder.has_anchors()) check_extent(builder.tree().root());
  return std::move(builder.tree());
}

}  // namespace

ValueTree parse_yaml(const Document& document, Value::Kind root) {
  try {
    return parse_whole(document, root);
  } catch (const Error&) {
    // A fault of one file often shows in the next one only: blame the first file that fails.
    for (int count = 1; count < document.file_count(); ++count) {
      parse_whole(document.first_files(count), root);
    }
    throw;
  }
}

}  // namespace tilewright::reader
