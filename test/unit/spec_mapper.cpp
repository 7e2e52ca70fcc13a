// The mapper section.

#include <functional>

#include "test/unit/spec_samples.hpp"

namespace tilewright::test {
namespace {

const std::string base = conv_problem + small_architecture;

/// With these entries of `mapper`, which stands in line 30.
Spec spec_of(const std::string& entries) {
  return read_spec_text(base + "mapper: {" + entries + "}\n", "in.yaml");
}

MapperSection section_of(const std::string& entries) {
  const Spec spec = spec_of("optimization_metric: edp, " + entries);
  EXPECT_TRUE(spec.warnings.empty()) << entries << "\n" << spec.warnings[0];
  return spec.mapper;
}

/// The only warning that these entries cause.
std::string warning_of(const std::string& entries) {
  const Spec spec = spec_of(entries);
  EXPECT_EQ(spec.warnings.size(), 1U) << entries;
  return spec.warnings.empty() ? "" : spec.warnings[0];
}

constexpr Metric delay{Metric::Kind::delay, 0};
constexpr Metric energy{Metric::Kind::energy, 0};
constexpr Metric edp{Metric::Kind::edp, 0};

constexpr Metric accesses(int level) { return {Metric::Kind::accesses, level}; }

TEST(SpecMapper, NoSection) {
  const Spec spec = read_spec_text(base);
  EXPECT_FALSE(spec.mapper.present);
  EXPECT_EQ(spec.mapper.algorithm, "");
  EXPECT_EQ(spec.mapper.metrics, std::vector<Metric>{edp});
  EXPECT_TRUE(spec.warnings.empty());
}

TEST(SpecMapper, Defaults) {
  const Spec spec = spec_of("");
  const MapperSection& section = spec.mapper;
  EXPECT_TRUE(section.present);
  EXPECT_EQ(section.algorithm, "");
  EXPECT_EQ(section.place.text(), "in.yaml:30:9");
  EXPECT_EQ(section.metrics, std::vector<Metric>{edp});
  EXPECT_EQ(section.num_threads, 0);
  EXPECT_EQ(section.search_size, 0);
  EXPECT_EQ(section.timeout, 1000);
  EXPECT_EQ(section.victory_condition, 500);
  EXPECT_EQ(section.sync_interval, 0);
  EXPECT_EQ(section.log_interval, 1);
  EXPECT_EQ(section.max_permutations_per_if_visit, 16);
  EXPECT_EQ(section.max_temporal_loops, -1);
  EXPECT_FALSE(section.filter_revisits);
  EXPECT_FALSE(section.penalize_consecutive_bypass_fails);
  EXPECT_FALSE(section.diagnostics);
  EXPECT_FALSE(section.log_stats);
  EXPECT_FALSE(section.log_suboptimal);
  EXPECT_FALSE(section.has_metrics);
  EXPECT_TRUE(spec.warnings.empty());
}

TEST(SpecMapper, Algorithm) {
  const MapperSection section = section_of("algorithm: cosa");
  EXPECT_EQ(section.algorithm, "cosa");
  EXPECT_EQ(section.place.text(), "in.yaml:30:47");
}

TEST(SpecMapper, Numbers) {
  struct Case {
    const char* key;
    std::function<std::int64_t(const MapperSection&)> value;
    std::int64_t smallest;
    std::int64_t largest;
  };
  constexpr std::int64_t largest_uint32 = 4294967295;
  const std::vector<Case> cases = {
      {"num_threads", [](const auto& s) { return s.num_threads; }, 1, 2147483647},
      {"search_size", [](const auto& s) { return s.search_size; }, 0, largest_uint32},
      {"timeout", [](const auto& s) { return s.timeout; }, 0, largest_uint32},
      {"heartbeat", [](const auto& s) { return s.timeout; }, 0, largest_uint32},
      {"victory_condition", [](const auto& s) { return s.victory_condition; }, 0, largest_uint32},
      {"sync_interval", [](const auto& s) { return s.sync_interval; }, 0, largest_uint32},
      {"log_interval", [](const auto& s) { return s.log_interval; }, 0, largest_uint32},
      {"max_permutations_per_if_visit",
       [](const auto& s) { return s.max_permutations_per_if_visit; }, 1, largest_uint32},
      {"max_temporal_loops_in_a_mapping", [](const auto& s) { return s.max_temporal_loops; },
       -2147483648, 2147483647}};
  for (const Case& item : cases) {
    SCOPED_TRACE(item.key);
    const std::string key = "optimization_metric: edp, " + std::string(item.key) + ": ";
    const std::string place =
        "in.yaml:30:" + std::to_string(std::string("mapper: {").size() + key.size() + 1);
    EXPECT_EQ(item.value(section_of(std::string(item.key) + ": 7")), 7);
    EXPECT_EQ(item.value(spec_of(key + std::to_string(item.smallest)).mapper), item.smallest);
    EXPECT_EQ(item.value(spec_of(key + std::to_string(item.largest)).mapper), item.largest);
    const auto faulty = [&](const std::string& value) {
      return base + "mapper: {" + key + value + "}\n";
    };
    expect_fault({faulty(std::to_string(item.smallest - 1)), place, {"smallest possible value"}});
    expect_fault({faulty(std::to_string(item.largest + 1)), place, {"largest possible value"}});
    expect_fault({faulty("1.5"), place, {"give an integer"}});
    expect_fault({faulty("many"), place, {"give an integer"}});
    expect_fault({faulty("[1]"), place, {"give a single value"}});
  }
}

TEST(SpecMapper, Switches) {
  struct Case {
    const char* key;
    bool MapperSection::*value;
  };
  const std::vector<Case> cases = {
      {"filter_revisits", &MapperSection::filter_revisits},
      {"penalize_consecutive_bypass_fails", &MapperSection::penalize_consecutive_bypass_fails},
      {"diagnostics", &MapperSection::diagnostics},
      {"live_status", &MapperSection::live_status},
      {"log_stats", &MapperSection::log_stats},
      {"log_suboptimal", &MapperSection::log_suboptimal},
      {"log_all", &MapperSection::log_suboptimal}};
  for (const Case& item : cases) {
    SCOPED_TRACE(item.key);
    EXPECT_TRUE(section_of(std::string(item.key) + ": true").*item.value);
    EXPECT_FALSE(section_of(std::string(item.key) + ": False").*item.value);
    expect_fault({base + "mapper:\n  " + item.key + ": 3\n",
                  "in.yaml:31:" + std::to_string(std::string(item.key).size() + 5),
                  {"give true or false"}});
  }
}

TEST(SpecMapper, OldNamesWin) {
  const Spec spec = spec_of(
      "optimization_metric: edp, heartbeat: 5, timeout: 6, log_all: true, "
      "log_suboptimal: false");
  EXPECT_EQ(spec.mapper.timeout, 5);
  EXPECT_TRUE(spec.mapper.log_suboptimal);
  ASSERT_EQ(spec.warnings.size(), 2U);
  EXPECT_NE(spec.warnings[0].find("'timeout' is ignored, because there is 'heartbeat', too"),
            std::string::npos);
}

TEST(SpecMapper, SingleMetric) {
  const std::vector<std::pair<const char*, Metric>> cases = {{"delay", delay},
                                                             {"energy", energy},
                                                             {"edp", edp},
                                                             {"last_level_accesses", accesses(1)},
                                                             {"last-level-accesses", accesses(1)},
                                                             {"accesses-0", accesses(0)},
                                                             {"accesses-1", accesses(1)}};
  for (const auto& [name, metric] : cases) {
    SCOPED_TRACE(name);
    for (const char* key : {"optimization_metric", "optimization-metric", "optimization_metrics"}) {
      const Spec spec = spec_of(std::string(key) + ": " + name);
      EXPECT_EQ(spec.mapper.metrics, std::vector<Metric>{metric});
      EXPECT_TRUE(spec.warnings.empty());
    }
  }
}

TEST(SpecMapper, ListOfMetrics) {
  const auto metrics = [](const std::string& list) {
    const Spec spec = spec_of("optimization_metrics: " + list);
    EXPECT_TRUE(spec.warnings.empty());
    return spec.mapper.metrics;
  };
  EXPECT_EQ(metrics("[energy, delay]"), (std::vector<Metric>{energy, delay}));
  EXPECT_EQ(metrics("ordered_accesses"), (std::vector<Metric>{accesses(1), accesses(0)}));
  EXPECT_EQ(metrics("[delay, ordered-accesses, edp]"),
            (std::vector<Metric>{delay, accesses(1), accesses(0), edp}));
}

TEST(SpecMapper, ASingleMetricWinsOverAList) {
  const Spec spec = spec_of("optimization_metrics: [delay], optimization_metric: energy");
  EXPECT_EQ(spec.mapper.metrics, std::vector<Metric>{energy});
  EXPECT_TRUE(spec.mapper.has_metrics);
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("'optimization_metrics' is ignored"), std::string::npos);
}

TEST(SpecMapper, AListUnderTheSingularKeyIsIgnored) {
  const Spec spec = spec_of("optimization_metric: [delay, energy]");
  EXPECT_EQ(spec.mapper.metrics, std::vector<Metric>{edp});
  ASSERT_EQ(spec.warnings.size(), 1U);
  EXPECT_NE(spec.warnings[0].find("in.yaml:30:31: 'optimization_metric' is ignored"),
            std::string::npos);
  EXPECT_EQ(spec_of("optimization_metric: [delay], optimization_metrics: [energy]").mapper.metrics,
            std::vector<Metric>{energy});
}

TEST(SpecMapper, Warnings) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"timeout: 0", "in.yaml:30:45: 0 stops at the first invalid mapping"},
      {"heartbeat: 0", "stops at the first invalid mapping"},
      {"emit_whoop_nest: true", "'emit_whoop_nest' has no effect"},
      {"out_prefix: mine", "'out_prefix' has no effect"},
      {"purpose: none", "unknown key 'purpose' in 'mapper' is ignored"}};
  for (const auto& [entry, text] : cases) {
    const std::string warning = warning_of(std::string("optimization_metric: edp, ") + entry);
    EXPECT_NE(warning.find(text), std::string::npos) << warning;
  }
  section_of(
      "live_status: false, log_orojenesis_mappings: false, log_mappings_yaml: false, "
      "log_mappings_verbose: false, log_all_mappings: false, emit_whoop_nest: false, "
      "out_prefix: timeloop-mapper, version: 0.4, log_oaves: false, log_oaves_mappings: false");
}

TEST(SpecMapper, Faults) {
  const auto with = [](const std::string& entries) { return base + "mapper: {" + entries + "}\n"; };
  const std::vector<FaultyInput> faults = {
      {with("algoritm: cosa"), "in.yaml:30:10", {"mean 'algorithm'?"}},
      {with("serch_size: 3"), "in.yaml:30:10", {"did you mean 'search_size'?"}},
      {with("algorithm: [a]"), "in.yaml:30:21", {"give a single value"}},
      {with("optimization_metrics: [dely]"),
       "in.yaml:30:33",
       {"unknown metric 'dely'", "did you mean 'delay'?",
        "delay, energy, edp, last_level_accesses, ordered_accesses, accesses-0, accesses-1"}},
      {with("optimization_metric: power"), "in.yaml:30:31", {"'power'", "known names are delay"}},
      {with("optimization_metric: accesses_0"), "in.yaml:30:31", {"did you mean 'accesses-0'?"}},
      {with("optimization_metric: accesses-2"),
       "in.yaml:30:31",
       {"'accesses-2' names no storage level", "from 0 to 1"}},
      {with("optimization_metric: accesses-x"), "in.yaml:30:31", {"names no storage level"}},
      {with("optimization_metrics: []"), "in.yaml:30:32", {"is empty"}},
      {with("optimization_metrics: {a: b}"), "in.yaml:30:32", {"give a list"}},
      {with("log_mappings_yaml: 7"), "in.yaml:30:29", {"give true or false"}},
      {with("live_status: maybe"), "in.yaml:30:23", {"give true or false"}},
      {base + "mapper: cosa\n", "in.yaml:30:9", {"give a map"}}};
  for (const FaultyInput& fault : faults) expect_fault(fault);
}

}  // namespace
}  // namespace tilewright::test
