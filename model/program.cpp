#include "model/program.hpp"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <string_view>

#include "model/program_pages.hpp"
#include "model/spec/error.hpp"

namespace tilewright {

namespace po = boost::program_options;

namespace {

constexpr std::string_view default_year_text = "2025";

using Folders = std::vector<std::string>;

TimeloopYear to_year(const std::string& text) {
  if (text == "2024") return TimeloopYear::y2024;
  if (text == default_year_text) return TimeloopYear::y2025;
  throw UsageError("option 'timeloop' is '" + text + "'; give 2024 or 2025");
}

// A result of Timeloop's mapper, which Timeloop's programs do not take for input, so that "*.yaml"
// can be given again in the folder of an earlier run.
constexpr std::string_view left_over_mapping = "timeloop-mapper.map.yaml";

// Timeloop's switches that change numbers or outputs; the first two are on unless they are "0".
constexpr std::size_t usual_switches = 2;
constexpr std::array<std::string_view, 14> timeloop_switches = {
    "TIMELOOP_ENABLE_FIRST_READ_ELISION",
    "TIMELOOP_HIDE_INCONSEQUENTIAL_STATS",
    "TIMELOOP_DISABLE_LINK_TRANSFERS",
    "TIMELOOP_ENABLE_TOROIDAL_LINKS",
    "TIMELOOP_DISABLE_TEMPORAL_EXTRAPOLATION",
    "TIMELOOP_DISABLE_SPATIAL_EXTRAPOLATION",
    "TIMELOOP_DISABLE_FIRST_ELEMENT_ONLY_SPATIAL_EXTRAPOLATION",
    "TIMELOOP_RUN_LAST_ITERATION",
    "TIMELOOP_USE_ISL",
    "TIMELOOP_ENABLE_UPDATED_RMW",
    "TIMELOOP_ENABLE_RUBY_CYCLE_COUNT",
    "TIMELOOP_MULTICAST_MODEL",
    "TIMELOOP_OUTPUT_STAT_SCIENTIFIC",
    "TIMELOOP_OUTPUT_STAT_DEFAULT_FLOAT"};

std::string called_name(int argc, const char* const* argv) {
  return argc > 0 ? std::filesystem::path(argv[0]).filename().string() : std::string();
}

void warn_of_environment() {
  for (std::size_t index = 0; index < timeloop_switches.size(); ++index) {
    const std::string name(timeloop_switches[index]);
    const char* value = std::getenv(name.c_str());
    const bool is_usual = index < usual_switches;
    if (value == nullptr || (std::string_view(value) != "0") == is_usual) continue;
    print_warnings({"the environment variable " + name + " has no effect"});
  }
}

void leave_out_results(std::vector<std::string>& files) {
  const auto end = std::remove(files.begin(), files.end(), left_over_mapping);
  if (end == files.end()) return;
  files.erase(end, files.end());
  print_warnings({std::string(left_over_mapping) + " among the input files is left out"});
}

/// The visible options: the common ones, then the program's own.
po::options_description visible_options(const Program& program, CommonOptions& common) {
  po::options_description options("Options");
  auto add = options.add_options();
  add("help,h", "print this text and exit");
  add("generate", po::value<std::string>()->value_name(page_kinds.data()),
      "print this program's man page, or its completions for a shell, and exit");
  add("version", "print the version and exit");
  add("output,o",
      po::value<Folders>()
          ->value_name("DIR")
          ->default_value({common.output_folder}, common.output_folder)
          ->notifier([&common](const Folders& given) { common.output_folder = given.back(); }),
      "folder for the result files; it must exist; the last one counts");
  add("json", po::bool_switch(&common.json),
      "print the evaluation as JSON on standard output instead of the summary line");
  add("timeloop",
      po::value<std::string>()
          ->value_name("YEAR")
          ->default_value(std::string(default_year_text))
          ->notifier([&common](const std::string& year) { common.model.timeloop = to_year(year); }),
      "whose numbers: 2025, or 2024 with the older rule of temporal reuse");
  add("explain-energy", po::bool_switch(&common.explain_energy),
      "print every energy, where it comes from and how it enters the result");
  add("mapping-picture",
      po::value(&common.mapping_picture)->value_name("FILE")->notifier([](const std::string& file) {
        if (file.empty()) throw UsageError("option 'mapping-picture' is empty");
      }),
      "draw the mapping: loops, tiles and what stays at each level, buffers, energy; an SVG file");
  for (const auto& option : program.own_options.options()) options.add(option);
  return options;
}

void print_help(const Program& program, const po::options_description& visible) {
  std::cout << "Usage: " << program.name << " FILE... [options]\n\n"
            << program.purpose << "\n\n"
            << visible;
  if (!program.notes.empty()) std::cout << "\n" << program.notes;
}

void print_page(const Program& program, const po::options_description& visible,
                const std::string& kind) {
  const std::string page = program_page(
      {program.name, TILEWRIGHT_VERSION, program.purpose, program.notes, visible}, kind);
  if (page.empty()) {
    throw UsageError("option 'generate' is '" + kind + "'; give " + std::string(page_kinds));
  }
  std::cout << page;
}

/// Reads the command line into `common` and the program's own variables. Returns false when the
/// user asked for nothing but information, which is then printed.
bool parse_command_line(const Program& program, int argc, const char* const* argv,
                        CommonOptions& common) {
  const po::options_description visible = visible_options(program, common);
  po::options_description all;
  all.add(visible).add_options()("file", po::value(&common.files));
  po::positional_options_description positional;
  positional.add("file", -1);

  po::variables_map values;
  // Abbreviated names would change their meaning with every new option.
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::store(
      po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(),
      values);
  if (values.count("help") != 0) {
    print_help(program, visible);
    return false;
  }
  if (values.count("version") != 0) {
    std::cout << program.name << " " << TILEWRIGHT_VERSION << "\n";
    return false;
  }
  if (values.count("generate") != 0) {
    print_page(program, visible, values["generate"].as<std::string>());
    return false;
  }
  po::notify(values);
  common.drop_in = called_name(argc, argv) == program.timeloop_name;
  if (common.drop_in) {
    warn_of_environment();
    leave_out_results(common.files);
  }
  if (common.files.empty()) throw UsageError("no input files");
  return true;
}

int report_bad_usage(const std::string& name, const char* what) {
  std::cerr << "ERROR: " << what << "\nTry '" << name << " --help'.\n";
  return exit_bad_usage;
}

int report_failure(const char* what) {
  std::cerr << "ERROR: " << what << "\n";
  return EXIT_FAILURE;
}

}  // namespace

int run_job(const std::string& name, const std::function<void()>& job) noexcept {
  try {
    job();
    std::cout.flush();
    if (std::cout) return EXIT_SUCCESS;
    throw Error("cannot write to standard output", "check where the output is redirected to");
  } catch (const po::error& error) {
    return report_bad_usage(name, error.what());
  } catch (const UsageError& error) {
    return report_bad_usage(name, error.what());
  } catch (const Error& error) {
    print_warnings(error.warnings());
    return report_failure(error.what());
  } catch (const std::bad_alloc&) {
    return report_failure("out of memory");
  } catch (const std::exception& error) {
    return report_failure((std::string("internal error: ") + error.what()).c_str());
  } catch (...) {
    return report_failure("internal error");
  }
}

int run_program(const Program& program, int argc, const char* const* argv) noexcept {
  return run_job(program.name, [&] {
    CommonOptions common;
    if (parse_command_line(program, argc, argv, common)) program.run(common);
  });
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) std::cerr << "WARNING: " << warning << "\n";
}

}  // namespace tilewright
