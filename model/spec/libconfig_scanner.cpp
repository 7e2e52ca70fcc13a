#include "model/spec/libconfig_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <string_view>

#include "model/spec/extent.hpp"
#include "model/spec/spelling.hpp"

namespace tilewright::reader {

namespace {

constexpr std::size_t deepest_include = 10;  // the library's own limit
constexpr std::string_view digits = "0123456789";
constexpr std::string_view hexadecimal_digits = "0123456789abcdefABCDEF";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*";
constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*0123456789_-";

bool is_one_of(char letter, std::string_view set) {
  return set.find(letter) != std::string_view::npos;
}

bool is_boolean(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return lower == "true" || lower == "false";
}

/// A number's parts in the text.
struct Number {
  std::string spelling;    ///< without its suffix
  std::size_t length = 0;  ///< with its suffix
  bool hexadecimal = false;
  bool real = false;
  bool has_suffix = false;  ///< L or LL
};

std::size_t digit_count(std::string_view text, std::size_t from, std::string_view set = digits) {
  return std::min(text.find_first_not_of(set, from), text.size()) - std::min(from, text.size());
}

/// The number that the text starts with; its length is 0 when there is none.
Number read_number(std::string_view text) {
  Number number;
  std::size_t end = 0;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    end = 2 + digit_count(text, 2, hexadecimal_digits);
    number.hexadecimal = end > 2;
  }
  if (!number.hexadecimal) {
    const std::size_t sign = !text.empty() && is_one_of(text[0], "+-") ? 1 : 0;
    std::size_t count = digit_count(text, sign);
    end = sign + count;
    if (end < text.size() && text[end] == '.') {
      number.real = true;
      const std::size_t behind = digit_count(text, end + 1);
      count += behind;
      end += 1 + behind;
    }
    if (count == 0) return number;
    if (end < text.size() && is_one_of(text[end], "eE")) {
      const std::size_t power_sign = end + 1 < text.size() && is_one_of(text[end + 1], "+-");
      const std::size_t power = digit_count(text, end + 1 + power_sign);
      number.real |= power > 0;
      if (power > 0) end += 1 + power_sign + power;
    }
  }
  number.spelling = text.substr(0, end);
  while (!number.real && end < text.size() && text[end] == 'L' &&
         end < number.spelling.size() + 2) {
    ++end;
  }
  number.has_suffix = end > number.spelling.size();
  number.length = end;
  return number;
}

template <typename Value, typename... Format>
bool fits(std::string_view spelling, Format... format) {
  if (spelling[0] == '+') spelling.remove_prefix(1);
  Value value{};
  const auto parsed =
      std::from_chars(spelling.data(), spelling.data() + spelling.size(), value, format...);
  return parsed.ec == std::errc();
}

class Scanner {
 public:
  LibconfigText take(const Document& document) {
    scan(document);
    if (!open_.empty()) fail_unclosed();
    return std::move(result_);
  }

 private:
  enum class Kind { start, equals, comma, open, close, string, other };

  /// A bracket that waits for its end.
  struct Open {
    char bracket;
    Place place;
    std::map<std::string, Place> keys;  ///< normalized keys of a group
  };

  /// The text that is scanned now: the document, or a file that it includes.
  struct Source {
    const Document& document;
    std::string_view text;
    std::size_t position = 0;
    std::size_t line_start = 0;
    int line = 1;

    bool at_end() const { return position >= text.size(); }
    std::string_view rest() const { return text.substr(position); }
    Place place() const {
      return document.place(line, static_cast<int>(position - line_start) + 1);
    }
  };

  void scan(const Document& document) {
    Source source{document, document.text()};
    while (!source.at_end()) scan_token(source);
  }

  void scan_token(Source& source) {
    const char letter = source.text[source.position];
    const std::string_view rest = source.rest();
    if (is_one_of(letter, " \t\r\n")) return advance(source, 1);
    if (letter == '#' || rest.substr(0, 2) == "//") return advance(source, rest.find('\n'));
    if (rest.substr(0, 2) == "/*") return scan_comment(source);
    if (letter == '@') return scan_include(source);
    if (letter == '"') return scan_string(source);
    if (is_one_of(letter, letters)) return scan_word(source);
    if (is_one_of(letter, "0123456789+-.")) return scan_number(source);
    if (is_one_of(letter, "{([")) {
      open(source);
    } else if (is_one_of(letter, "})]")) {
      close(source);
    } else {
      last_ = letter == '=' || letter == ':' ? Kind::equals
              : letter == ','                ? Kind::comma
                                             : Kind::other;
    }
    advance(source, 1);
  }

  /// Takes over the next characters of the source.
  void advance(Source& source, std::size_t count) {
    for (const char letter : source.rest().substr(0, count)) {
      if (at_line_start_) result_.line_places.push_back(source.document.place(source.line, 0));
      at_line_start_ = letter == '\n';
      result_.text += letter;
      ++source.position;
      if (letter != '\n') continue;
      ++source.line;
      source.line_start = source.position;
    }
  }

  void scan_comment(Source& source) {
    const std::size_t end = source.text.find("*/", source.position + 2);
    if (end == std::string_view::npos) {
      throw Error(source.place(), "this comment has no end", "close it with '*/'");
    }
    advance(source, end + 2 - source.position);
  }

  void scan_string(Source& source) {
    if (last_ != Kind::string) {
      if (!expects_value()) {
        throw Error(source.place(), "no string is expected here",
                    "write settings as 'name = value;' and put ',' between the items of a list");
      }
      add_token(source);
    }
    std::size_t end = source.position + 1;
    while (end < source.text.size() && source.text[end] != '"') {
      end += source.text[end] == '\\' ? 2 : 1;
    }
    if (end >= source.text.size()) {
      throw Error(source.place(), "this string has no end", "close it with '\"'");
    }
    advance(source, end + 1 - source.position);
    last_ = Kind::string;
  }

  void scan_word(Source& source) {
    const std::string word(source.rest().substr(0, digit_count(source.rest(), 0, name_characters)));
    if (!is_boolean(word)) {
      if (expects_value()) {
        throw Error(source.place(), in_quotes(word) + " is not in quotes",
                    "write text in quotes, as \"word\"");
      }
      require_equals(source, word);
      add_key(source, word);
    }
    add_token(source);
    advance(source, word.size());
    last_ = Kind::other;
  }

  static void require_equals(const Source& source, const std::string& word) {
    const std::size_t next =
        source.text.find_first_not_of(" \t\r\n", source.position + word.size());
    if (next != std::string_view::npos && is_one_of(source.text[next], "=:#/")) return;
    throw Error(source.place(), "there is no '=' behind " + in_quotes(word),
                "write 'name = value;'");
  }

  void add_key(const Source& source, const std::string& word) {
    auto& keys = open_.empty() ? root_keys_ : open_.back().keys;
    const auto [first, is_new] = keys.emplace(normalized_key(word), source.place());
    if (is_new) return;
    throw Error(source.place(), "key " + in_quotes(word) + " is given twice",
                "it was first given at " + first->second.text() + "; remove one of the two");
  }

  void scan_number(Source& source) {
    const Number number = read_number(source.rest());
    if (number.length == 0) {
      throw Error(source.place(), "this is no number", "write it as 12, -3, 0x1F, 2.5 or 1e-3");
    }
    check_range(source, number);
    add_token(source, number.spelling);
    advance(source, number.length);
    last_ = Kind::other;
  }

  static void check_range(const Source& source, const Number& number) {
    const std::string& spelling = number.spelling;
    if (number.real) {
      if (fits<double>(spelling)) return;
      throw Error(source.place(), in_quotes(spelling) + " is out of the range of a number");
    }
    if (number.hexadecimal) {
      const std::string_view value = std::string_view(spelling).substr(2);
      if (number.has_suffix ? fits<std::int64_t>(value, 16) : fits<std::int32_t>(value, 16)) return;
      throw Error(source.place(), in_quotes(spelling) + " is too large",
                  number.has_suffix ? "at most 63 bits are possible"
                                    : "write numbers of more than 31 bits with an 'L' at the end");
    }
    if (fits<std::int64_t>(spelling)) return;
    throw Error(source.place(), in_quotes(spelling) + " is too large",
                "the largest possible value is " +
                    std::to_string(std::numeric_limits<std::int64_t>::max()));
  }

  void open(const Source& source) {
    if (static_cast<int>(open_.size()) == deepest_nesting) {
      throw Error(source.place(),
                  "values are nested more than " + std::to_string(deepest_nesting) + " deep");
    }
    add_token(source);
    open_.push_back({source.text[source.position], source.place(), {}});
    last_ = Kind::open;
  }

  void close(const Source& source) {
    const char bracket = source.text[source.position];
    if (open_.empty()) {
      throw Error(source.place(),
                  std::string("there is no open bracket for this '") + bracket + "'", "remove it");
    }
    const std::size_t kind = std::string_view("})]").find(bracket);
    if (open_.back().bracket != std::string_view("{([")[kind]) fail_unclosed();
    open_.pop_back();
    last_ = Kind::close;
  }

  [[noreturn]] void fail_unclosed() const {
    const Open& open = open_.back();
    throw Error(open.place, std::string("this '") + open.bracket + "' is not closed",
                "close it, or look for a bracket of another kind further down");
  }

  /// `@include "file"` at the start of a line.
  void scan_include(Source& source) {
    const std::string_view line_before =
        source.text.substr(source.line_start, source.position - source.line_start);
    const std::size_t quote = source.text.find_first_not_of(
        " \t", source.position + std::min(source.rest().size(), include_word.size()));
    const std::size_t end =
        quote == std::string_view::npos ? quote : source.text.find('"', quote + 1);
    if (source.rest().substr(0, include_word.size()) != include_word ||
        end == std::string_view::npos || source.text[quote] != '"' ||
        line_before.find_first_not_of(" \t") != std::string_view::npos) {
      throw Error(source.place(), "'@' is no setting",
                  "write '@include \"file\"' in a line of its own");
    }
    if (include_depth_ == deepest_include) {
      throw Error(source.place(), "files include each other more than 10 deep",
                  "a file cannot include itself");
    }
    const std::string file(source.text.substr(quote + 1, end - quote - 1));
    const std::string path = find_included(file, source.place());
    ++include_depth_;
    scan(load_included(path, source.place()));
    --include_depth_;
    source.position = end + 1;
  }

  static std::string find_included(const std::string& file, const Place& place) {
    namespace fs = std::filesystem;
    const fs::path beside = fs::path(place.file).parent_path() / file;
    std::error_code ignored;
    if (fs::exists(file, ignored)) return file;
    if (fs::exists(beside, ignored)) return beside.string();
    throw Error(place, "there is no file " + in_quotes(file) + " to include",
                "give its path from the current folder, or from the folder of this file");
  }

  static Document load_included(const std::string& path, const Place& place) {
    try {
      return load(path, Language::libconfig);
    } catch (const Error& fault) {
      if (fault.place().line > 0) throw;
      throw Error(place, "the file " + in_quotes(path) + " cannot be included: " + fault.problem(),
                  fault.advice());
    }
  }

  /// Stands the next token where a value belongs?
  bool expects_value() const {
    const bool in_list = !open_.empty() && open_.back().bracket != '{';
    return last_ == Kind::equals || (in_list && (last_ == Kind::open || last_ == Kind::comma));
  }

  void add_token(const Source& source, std::string number = {}) {
    result_.tokens.push_back({source.place(), std::move(number)});
  }

  static constexpr std::string_view include_word = "@include";

  LibconfigText result_;
  std::vector<Open> open_;
  std::map<std::string, Place> root_keys_;
  Kind last_ = Kind::start;
  bool at_line_start_ = true;
  std::size_t include_depth_ = 0;
};

}  // namespace

LibconfigText scan_libconfig(const Document& document) { return Scanner().take(document); }

}  // namespace tilewright::reader
