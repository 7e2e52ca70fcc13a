#pragma once
// Writes XML in the form of an archive of Boost.Serialization, which Timeloop's map+stats.xml is:
// elements indented by tabs; the first object of a class carries the class's number and properties,
// later ones none; objects behind pointers carry a running number. Readers find the type of an
// element by these attributes.

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilewright {

/// Appends text as XML writes it: without the characters that mean something there.
void append_escaped(std::string& text, std::string_view raw);

/// The serialized types. An archive numbers them in the order in which they first appear.
enum class XmlClass : std::uint8_t {
  engine,
  topology,
  level_list,
  level_pointer,
  arithmetic_units,
  level_base,
  arithmetic_specs,
  level_specs,
  integer_attribute,
  buffer_level,
  loop_list,
  loop,
  buffer_specs,
  text_attribute,
  technology_attribute,
  real_attribute,
  reals_by_data_space,
  buffer_stats,
  switches_by_data_space,
  integers_by_data_space,
  formats_by_data_space,
  formats,
  network_map,
  network_entry,
  network_pointer,
  network,
  network_base,
  network_derived_specs,
  network_specs,
  network_stats,
  mapping,
  bypass_bits,
  application,
  workload,
  integer_map,
  integer_entry,
  density_map,
  density_entry,
  density_pointer,
  density,
  density_base,
  density_derived_specs,
  density_specs,
  count,  ///< number of classes, no class
};

class XmlArchive {
 public:
  XmlArchive();

  /// Starts an element that close() ends.
  void open(std::string_view tag);
  /// The same, for an object of a class.
  void open(std::string_view tag, XmlClass type);
  /// The same, for an object behind a pointer.
  void open_object(std::string_view tag, XmlClass type);
  void close();

  /// An element without children.
  void add(std::string_view tag, std::string_view text);
  void add(std::string_view tag, std::int64_t value);
  void add(std::string_view tag, bool value);
  void add(std::string_view tag, double value);  ///< 17 digits after the point, with an exponent

  /// A value that may be unspecified: an element that holds it as `t_`, or nothing.
  void add_attribute(std::string_view tag, const std::optional<std::int64_t>& value);
  void add_attribute(std::string_view tag, const std::optional<double>& value);
  void add_attribute(std::string_view tag, const std::optional<std::string_view>& value);

  /// The head of a container: how many items follow.
  void add_count(std::int64_t count, int item_version = 0);

  /// Ends the document. The archive is empty afterwards.
  std::string finish();

 private:
  void indent();
  void start_tag(std::string_view tag);
  void end_tag(std::string_view tag);
  bool first_use(XmlClass type);

  std::string text_;
  std::vector<std::string_view> open_tags_;
  bool is_start_tag_last_ = false;  // the last thing written is a start tag, on its line
  std::bitset<static_cast<std::size_t>(XmlClass::count)> seen_;
  std::vector<int> numbers_;  // by class
  int class_count_ = 0;
  int object_count_ = 0;
};

}  // namespace tilewright
