// The certificate as text: a line for each item, the last one with a digest of all others.

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

#include "mapper/certificate/certificate.hpp"
#include "mapper/certificate/digest.hpp"

namespace tilewright::certificate {

namespace {

constexpr std::string_view first_line = "tilewright certificate 2";

std::string to_decimal(Energy energy) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(energy % 10)));
    energy /= 10;
  } while (energy > 0);
  return digits;
}

// "storage LEVEL MASK", "temporal|spatial_x|spatial_y DIMENSION BOUND"; outermost first.
std::string node_text(const MappingNode& node) {
  if (const auto* storage = std::get_if<Storage>(&node)) {
    return fmt::format("storage {} {}", storage->level, storage->data_spaces);
  }
  const Loop& loop = std::get<Loop>(node);
  static constexpr std::array<std::string_view, 3> kinds{"temporal", "spatial_x", "spatial_y"};
  return fmt::format("{} {} {}", kinds[static_cast<std::size_t>(loop.kind)], loop.dimension,
                     loop.bound);
}

std::string step_text(const ProofStep& step) {
  if (step.split != -1 && step.dimension != -1) {
    return fmt::format("split {} {}", step.split, step.dimension);
  }
  if (step.split != -1) return fmt::format("split {}", step.split);
  std::string text = "closed";
  for (const int limit : step.limits) text += fmt::format(" {}", limit);
  return text;
}

class Parser {
 public:
  Parser(const std::string& text, const std::string& name) : lines_(text), name_(name) {
    check_end(text);
    if (next_line() != first_line) fail("it does not start with '" + std::string(first_line) + "'");
  }

  Certificate parse() {
    Certificate certificate;
    certificate.objective = objective(item("objective"));
    certificate.input = hexadecimal(item("input"));
    certificate.cost = real(item("cost"));
    certificate.energy = energy(item("energy"));
    certificate.cycles = number<Count>(item("cycles"));
    std::string line = next_line();
    while (!is_step(line) && !line.starts_with("digest ")) {
      certificate.mapping.nodes.push_back(node(line));
      line = next_line();
    }
    while (is_step(line)) {
      certificate.proof.push_back(step(line));
      line = next_line();
    }
    if (!line.starts_with("digest ")) fail("'" + line + "' is out of place");
    std::string rest;
    if (std::getline(lines_, rest)) fail("something follows the digest");
    return certificate;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(name_ + " is no certificate: " + what, "use a file that --certificate wrote");
  }

  void check_end(const std::string& text) const {
    const auto last = text.rfind("digest ");
    if (last == std::string::npos || (last > 0 && text[last - 1] != '\n')) {
      fail("its end is missing");
    }
    const std::string stated = text.substr(last);
    if (stated != fmt::format("digest {:016x}\n", digest(std::string_view(text).substr(0, last)))) {
      fail("it was changed (its digest differs)");
    }
  }

  std::string next_line() {
    std::string line;
    if (!std::getline(lines_, line)) fail("its end is missing");
    return line;
  }

  std::string item(const std::string& key) {
    const std::string line = next_line();
    if (!line.starts_with(key + " ")) fail("'" + line + "' is in the place of '" + key + "'");
    return line.substr(key.size() + 1);
  }

  template <typename Number>
  Number number(const std::string& text, int base = 10) const {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size())
      fail("'" + text + "' is no number");
    return value;
  }

  std::uint64_t hexadecimal(const std::string& text) const {
    return number<std::uint64_t>(text, 16);
  }

  double real(const std::string& text) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      fail("'" + text + "' is no number");
    return value;
  }

  Energy energy(const std::string& text) const {
    if (text.empty()) fail("an energy is missing");
    Energy value = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9') fail("'" + text + "' is no energy");
      value = add(multiply(value, 10), digit - '0');
    }
    return value;
  }

  Objective objective(const std::string& text) const {
    for (const Objective known : {Objective::energy, Objective::delay, Objective::edp}) {
      if (text == to_text(known)) return known;
    }
    fail("'" + text + "' is no objective");
  }

  std::vector<std::string> words(const std::string& line, std::size_t count) const {
    std::istringstream stream(line);
    std::vector<std::string> result;
    for (std::string word; stream >> word;) result.push_back(word);
    if (result.size() != count) fail("'" + line + "' is incomplete");
    return result;
  }

  MappingNode node(const std::string& line) const {
    const std::vector<std::string> parts = words(line, 3);
    if (parts[0] == "storage") {
      return Storage{number<int>(parts[1]), number<DataSpaceMask>(parts[2])};
    }
    const Count bound = number<Count>(parts[2]);
    const int dimension = number<int>(parts[1]);
    if (parts[0] == "temporal") return Loop{dimension, LoopKind::temporal, bound, bound};
    if (parts[0] == "spatial_x") return Loop{dimension, LoopKind::spatial_x, bound, bound};
    if (parts[0] == "spatial_y") return Loop{dimension, LoopKind::spatial_y, bound, bound};
    fail("'" + line + "' is no part of a mapping");
  }

  static bool is_step(const std::string& line) {
    return line.starts_with("split ") || line.starts_with("closed");
  }

  ProofStep step(const std::string& line) const {
    std::istringstream stream(line);
    std::string word;
    stream >> word;
    ProofStep step;
    if (word == "split") {
      if (!(stream >> word)) fail("'" + line + "' names no level");
      step.split = number<int>(word);
      if (stream >> word) step.dimension = number<int>(word);
      if (step.split < 0 || step.dimension < -1 || stream >> word) {
        fail("'" + line + "' is no step of a proof");
      }
      return step;
    }
    if (word != "closed") fail("'" + line + "' is no step of a proof");
    while (stream >> word) step.limits.push_back(number<int>(word));
    return step;
  }

  std::istringstream lines_;
  const std::string& name_;
};

}  // namespace

std::string to_text(const Certificate& certificate) {
  std::string text =
      fmt::format("{}\nobjective {}\ninput {:016x}\ncost {}\nenergy {}\ncycles {}\n", first_line,
                  to_text(certificate.objective), certificate.input, certificate.cost,
                  to_decimal(certificate.energy), certificate.cycles);
  for (const MappingNode& node : certificate.mapping.nodes) text += node_text(node) + '\n';
  for (const ProofStep& step : certificate.proof) text += step_text(step) + '\n';
  return text + fmt::format("digest {:016x}\n", digest(text));
}

Certificate parse_certificate(const std::string& text, const std::string& name) {
  return Parser(text, name).parse();
}

}  // namespace tilewright::certificate
