// tilewright-sim: plays a mapping cycle by cycle, and says where the time goes.

#include "model/program.hpp"
#include "sim/program/options.hpp"
#include "sim/program/run.hpp"

int main(int argc, char** argv) {
  using namespace tilewright;
  sim::SimOptions options;
  Program program;
  program.name = "tilewright-sim";
  program.purpose =
      "Plays the mapping of a layer on an accelerator, both written for Timeloop, in time.\n"
      "Writes tilewright-sim.stats.txt and .map.txt, and prints a summary line.";
  program.notes = sim::settings_text();
  declare(program.own_options, options);
  program.run = [&](const CommonOptions& common) { run_simulation(common, options); };
  return run_program(program, argc, argv);
}
