// Do the files have the fields where the scripts of Timeloop's users look for them? Each test reads
// them as one known client does; the clients are named.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <map>
#include <regex>
#include <sstream>

#include "program_run.hpp"

namespace tilewright::test {
namespace {

using boost::property_tree::ptree;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// The small specification has 48 operations in 48 cycles; its buffer keeps everything.
class ClientFields : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    write_input("in.yaml", small_spec());
    const ProgramResult result =
        run("../libexec/tilewright/timeloop-model", {"in.yaml", "-o", output_folder_.string()});
    ASSERT_EQ(result.exit_status, 0) << result.standard_error;
    output_ = result.standard_output;
  }

  std::vector<std::string> stats_lines() const {
    std::istringstream text(output_text("timeloop-model.stats.txt"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  ptree xml() const {
    std::istringstream text(output_text("timeloop-model.map+stats.xml"));
    ptree root;
    boost::property_tree::read_xml(text, root);
    return root.get_child("boost_serialization");
  }

  /// The items of a list, whatever else it holds.
  static std::vector<ptree> items(const ptree& list) {
    std::vector<ptree> found;
    for (const auto& [tag, child] : list) {
      if (tag == "item") found.push_back(child);
    }
    return found;
  }

  static std::vector<ptree> levels(const ptree& root) {
    return items(root.get_child("engine.topology_.levels_"));
  }

  static std::vector<std::string> values(const ptree& list) {
    std::vector<std::string> found;
    for (const ptree& item : items(list)) found.push_back(item.get_value<std::string>());
    return found;
  }

  std::string output_;
};

/// First match of a regular expression among lines; its first group.
std::string find_field(const std::vector<std::string>& lines, const std::string& expression) {
  std::smatch match;
  for (const std::string& line : lines) {
    if (std::regex_search(line, match, std::regex(expression))) return match[1];
  }
  return "(none)";
}

// Scripts that call the programs and read what they print.
TEST_F(ClientFields, SummaryLineOnStandardOutput) {
  EXPECT_TRUE(std::regex_search(
      output_, std::regex("Utilization = [0-9.]+ \\| pJ/Compute = +[0-9.]+ \\| Cycles = 48\n")));
}

// Scripts that count lines from the heading.
TEST_F(ClientFields, SummaryByPosition) {
  const auto lines = stats_lines();
  const auto heading = std::find(lines.begin(), lines.end(), "Summary Stats");
  ASSERT_GE(lines.end() - heading, 9);
  EXPECT_THAT(heading[2], HasSubstr("GFLOPs (@1GHz): "));
  EXPECT_EQ(heading[3], "Utilization: 100.00%");
  EXPECT_EQ(heading[4], "Cycles: 48");
  EXPECT_TRUE(std::regex_match(heading[5], std::regex("Energy: [0-9]+\\.[0-9]{2} uJ")));
  EXPECT_TRUE(
      std::regex_match(heading[6], std::regex("EDP\\(J\\*cycle\\): [0-9]\\.[0-9]{2}e[+-][0-9]+")));
  EXPECT_TRUE(std::regex_match(heading[7], std::regex("Area: [0-9]+\\.[0-9]{2} mm\\^2")));
  EXPECT_EQ(heading[8], "");
}

// CoSA and DOSA: expressions that have to match from the start of a line.
TEST_F(ClientFields, SummaryByExpression) {
  const auto lines = stats_lines();
  EXPECT_NO_THROW(std::stod(find_field(lines, "^Energy: (.*) uJ")));
  EXPECT_EQ(find_field(lines, "^Cycles: (.*)"), "48");
  EXPECT_NO_THROW(std::stod(find_field(lines, "^Area: (.*) mm\\^2")));
}

// timeloopfe: the last lines with "Cycles: " and "Utilization" before the first with "Computes =";
// after that, each line with '=' is a component's energy in fJ per operation, "Total" their sum.
TEST_F(ClientFields, EnergyByComponent) {
  const auto lines = stats_lines();
  std::string cycles;
  std::string utilization;
  std::size_t at = 0;
  for (; at < lines.size() && lines[at].find("Computes =") == std::string::npos; ++at) {
    if (lines[at].find("Cycles: ") != std::string::npos) cycles = lines[at];
    if (lines[at].find("Utilization") != std::string::npos) utilization = lines[at];
  }
  EXPECT_EQ(cycles, "Cycles: 48");
  EXPECT_EQ(utilization.back(), '%');
  ASSERT_LT(at, lines.size());
  EXPECT_EQ(lines[at], "Computes = 48");
  std::map<std::string, double> energy;
  for (++at; at < lines.size(); ++at) {
    const std::size_t equals = lines[at].find('=');
    if (equals == std::string::npos) continue;
    std::istringstream name(lines[at].substr(0, equals));
    std::string word;
    name >> word;
    energy[word] = std::stod(lines[at].substr(equals + 1));
  }
  ASSERT_EQ(energy.size(), 4U);
  EXPECT_GT(energy["MAC"], 0);
  EXPECT_NEAR(energy["MAC"] + energy["Buffer"] + energy["DRAM"], energy["Total"], 0.02);
}

// timeloopfe: "<prefix>.ART.yaml" must exist; what follows the first '.' of a name is the
// component, and ".." before a number and ']' its number of instances.
TEST_F(ClientFields, AreaTable) {
  const std::string text = output_text("timeloop-model.ART.yaml");
  const std::regex entry(
      "- name: system\\.(MAC|Buffer|DRAM)(\\[1\\.\\.[0-9]+\\])?\n +area: [0-9.]+");
  EXPECT_EQ(
      std::distance(std::sregex_iterator(text.begin(), text.end(), entry), std::sregex_iterator()),
      3)
      << text;
}

// The tables of one run are those of the next, as with Timeloop's own energy tool.
TEST_F(ClientFields, TablesFedBackGiveTheSameNumbers) {
  const auto without_source = [&] {
    return std::regex_replace(output_text("timeloop-model.stats.txt"),
                              std::regex("(Vector access energy source +: )[A-Za-z]+"), "$1");
  };
  const std::string stats = without_source();
  const ProgramResult result =
      run("tilewright-model",
          {"in.yaml", (output_folder_ / "timeloop-model.ERT.yaml").string(),
           (output_folder_ / "timeloop-model.ART.yaml").string(), "-o", output_folder_.string()});
  ASSERT_EQ(result.exit_status, 0) << result.standard_error;
  EXPECT_THAT(output_text("timeloop-model.stats.txt"), HasSubstr(" : ERT\n"));
  EXPECT_EQ(without_source(), stats);
}

// Scripts that look into the section of a level.
TEST_F(ClientFields, SectionsOfLevels) {
  EXPECT_THAT(output_text("timeloop-model.stats.txt"),
              AllOf(HasSubstr("=== MAC ===\n"), HasSubstr("=== Buffer ===\n"),
                    HasSubstr("    Word bits"), HasSubstr("Energy (total)"),
                    HasSubstr("Scalar reads (per-instance)"), HasSubstr("Scalar fills"),
                    HasSubstr("Scalar updates"), HasSubstr("Computes (total)        : 48")));
}

// Timeloop's parse_timeloop_output.py; older forks of it read `bounds_`.
TEST_F(ClientFields, XmlOfTheProblem) {
  const ptree root = xml();
  for (const char* name : {"factorized_bounds_", "bounds_"}) {
    std::vector<std::string> bounds;
    for (const ptree& item : items(root.get_child(std::string("a.workload_.") + name))) {
      bounds.push_back(item.get<std::string>("second"));
    }
    EXPECT_THAT(bounds, ElementsAre("3", "16", "1")) << name;
  }
}

// The same: the level of a new class with this name is the arithmetic one. CoSA takes the first.
TEST_F(ClientFields, XmlOfTheArithmeticLevel) {
  const ptree root = xml();
  EXPECT_EQ(root.get<int>("engine.topology_.levels_.count"), 3);
  ASSERT_THAT(levels(root), SizeIs(3));
  const ptree arithmetic = levels(root).front().get_child("px");
  EXPECT_EQ(arithmetic.get<std::string>("<xmlattr>.class_name"), "model::ArithmeticUnits");
  EXPECT_EQ(arithmetic.get<int>("cycles_"), 48);
  EXPECT_EQ(arithmetic.get<double>("utilized_instances_"), 1);
  EXPECT_EQ(arithmetic.get<int>("specs_.instances.t_"), 1);
  EXPECT_GT(arithmetic.get<double>("energy_"), 0);
}

// The same, for the other levels; it makes integers of what is read as integers here.
TEST_F(ClientFields, XmlOfStorageLevels) {
  const ptree buffer = levels(xml()).at(1).get_child("px");
  EXPECT_EQ(buffer.get<std::string>("specs_.LevelSpecs.level_name"), "Buffer");
  EXPECT_EQ(buffer.get<int>("specs_.instances.t_"), 1);
  EXPECT_EQ(buffer.get<int>("specs_.size.t_"), 64);
  const ptree stats = buffer.get_child("stats_");
  const auto numbers = [&](const char* name) {
    return values(stats.get_child(std::string(name) + ".PerDataSpace"));
  };
  // Scripts take the first entries for the data spaces; the rest is unused.
  const auto first_three = [&](const char* name) {
    const auto all = numbers(name);
    return std::vector<std::string>(all.begin(), all.begin() + 3);
  };
  EXPECT_THAT(first_three("utilized_capacity"), ElementsAre("3", "6", "4"));
  EXPECT_THAT(first_three("reads"), ElementsAre("48", "48", "32"));
  EXPECT_THAT(first_three("fills"), ElementsAre("3", "18", "0"));
  EXPECT_THAT(first_three("updates"), ElementsAre("0", "0", "48"));
  for (const char* name : {"utilized_instances", "utilized_clusters", "energy_per_access",
                           "temporal_reduction_energy", "addr_gen_energy"}) {
    EXPECT_THAT(numbers(name), SizeIs(Ge(3U))) << name;
  }
}

// The same: the network whose name starts with the level's.
TEST_F(ClientFields, XmlOfNetworks) {
  const ptree networks = xml().get_child("engine.topology_.networks_");
  EXPECT_EQ(networks.get<int>("count"), 2);
  const auto list = items(networks);
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].get<std::string>("first"), "Buffer <==> MAC");
  EXPECT_EQ(list[1].get<std::string>("first"), "DRAM <==> Buffer");
  for (const char* name : {"num_hops", "energy_per_hop", "energy", "multicast_factor",
                           "distributed_multicast", "spatial_reduction_energy"}) {
    const std::string path = std::string("second.px.stats_.") + name + ".PerDataSpace";
    EXPECT_THAT(items(list[0].get_child(path)), SizeIs(Ge(3U))) << name;
  }
}

// CoSA: the loops of a level, innermost first; dimensions by their number, space and time by 0.
TEST_F(ClientFields, XmlOfLoops) {
  const auto loops = items(levels(xml()).at(1).get_child("px.subnest_"));
  std::vector<std::string> texts;
  for (const ptree& loop : loops) {
    std::string text;
    for (const char* name : {"dimension", "start", "end", "stride", "spacetime_dimension"}) {
      text += loop.get<std::string>(name) + " ";
    }
    texts.push_back(text);
  }
  EXPECT_THAT(texts, ElementsAre("1 0 4 1 0 ", "0 0 3 1 0 "));
}

}  // namespace
}  // namespace tilewright::test
