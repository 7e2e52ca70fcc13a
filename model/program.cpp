#include "model/program.hpp"

#include <boost/program_options.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>

#include "model/spec/error.hpp"

namespace tilewright {

namespace po = boost::program_options;

namespace {

constexpr int exit_bad_usage = 2;
constexpr std::string_view default_year_text = "2025";

TimeloopYear to_year(const std::string& text) {
  if (text == "2024") return TimeloopYear::y2024;
  if (text == default_year_text) return TimeloopYear::y2025;
  throw UsageError("option 'timeloop' is '" + text + "'; give 2024 or 2025");
}

/// The visible options: the common ones, then the program's own.
po::options_description visible_options(const Program& program, CommonOptions& common) {
  po::options_description options("Options");
  auto add = options.add_options();
  add("help,h", "print this text and exit");
  add("version", "print the version and exit");
  add("output,o",
      po::value(&common.output_folder)->value_name("DIR")->default_value(common.output_folder),
      "folder for the result files; it must exist");
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
  for (const auto& option : program.own_options.options()) options.add(option);
  return options;
}

void print_help(const Program& program, const po::options_description& visible) {
  std::cout << "Usage: " << program.name << " FILE... [options]\n\n"
            << program.purpose << "\n\n"
            << visible;
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
  po::notify(values);
  if (common.files.empty()) throw UsageError("no input files");
  return true;
}

void parse_and_run(const Program& program, int argc, const char* const* argv) {
  CommonOptions common;
  if (parse_command_line(program, argc, argv, common)) program.run(common);
  std::cout.flush();
  if (!std::cout) {
    throw Error("cannot write to standard output", "check where the output is redirected to");
  }
}

int report_bad_usage(const Program& program, const char* what) {
  std::cerr << "ERROR: " << what << "\nTry '" << program.name << " --help'.\n";
  return exit_bad_usage;
}

int report_failure(const char* what) {
  std::cerr << "ERROR: " << what << "\n";
  return EXIT_FAILURE;
}

}  // namespace

int run_program(const Program& program, int argc, const char* const* argv) noexcept {
  try {
    parse_and_run(program, argc, argv);
    return EXIT_SUCCESS;
  } catch (const po::error& error) {
    return report_bad_usage(program, error.what());
  } catch (const UsageError& error) {
    return report_bad_usage(program, error.what());
  } catch (const Error& error) {
    return report_failure(error.what());
  } catch (const std::bad_alloc&) {
    return report_failure("out of memory");
  } catch (const std::exception& error) {
    return report_failure((std::string("internal error: ") + error.what()).c_str());
  } catch (...) {
    return report_failure("internal error");
  }
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) std::cerr << "WARNING: " << warning << "\n";
}

}  // namespace tilewright
