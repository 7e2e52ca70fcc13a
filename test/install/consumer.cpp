// Reads the specification that the command line names, maps it with CoSA and prints the cycles.

#include <iostream>
#include <string>
#include <vector>

#include "mapper/cosa/cosa.hpp"
#include "model/cost/evaluator.hpp"
#include "model/spec/spec.hpp"

int main(int argc, char** argv) {
  try {
    const tilewright::Spec spec = tilewright::read_spec({argv + 1, argv + argc});
    const tilewright::CosaResult result = tilewright::map_with_cosa(spec, {});
    tilewright::Evaluator evaluator(spec);
    tilewright::Evaluation evaluation;
    if (!evaluator.evaluate(result.mapping, evaluation)) return 1;
    std::cout << "cycles " << evaluation.cycles << "\n";
  } catch (const tilewright::Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
