#pragma once
// tilewright-mapper --network: all layers of a network, each distinct one once, side by side.

#include <functional>

#include "mapper/program/options.hpp"
#include "model/program.hpp"

namespace tilewright {

/// Maps every distinct layer of `options.network` with `map`, which gets the common files and the
/// layer's. Its outputs, what it printed (result.json) and its messages (messages.txt) go to a
/// folder of the layer's name in the output folder; network.txt, network.csv and network.json with
/// what all layers cost go to the output folder itself. Prints the table, or with --json the JSON.
/// A layer that fails does not stop the others; Error at the end says how many did. A UsageError of
/// a layer ends the run. SIGINT and SIGTERM end the layers under way, but not the making of the
/// table.
void run_network(const CommonOptions& common, const MapperOptions& options,
                 const std::function<void(const CommonOptions&)>& map);

}  // namespace tilewright
