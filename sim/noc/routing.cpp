#include "sim/noc/routing.hpp"

#include <algorithm>

namespace tilewright::sim {

ConnectionSet RoutingTree::outputs_at(int router) const {
  return std::lower_bound(branchings_.begin(), branchings_.end(), router,
                          [](const Branching& a, int b) { return a.router < b; })
      ->outputs;
}

Routing::Routing(int columns, int rows)
    : columns_(columns), outputs_(static_cast<std::size_t>(columns) * rows) {}

RoutingTree Routing::make_tree(int source_router, std::span<const PortPlace> destinations) {
  routers_.clear();
  for (const PortPlace& destination : destinations) add_route(source_router, destination);
  std::sort(routers_.begin(), routers_.end());
  RoutingTree tree;
  tree.branchings_.reserve(routers_.size());
  for (const int router : routers_) {
    ConnectionSet& outputs = outputs_[static_cast<std::size_t>(router)];
    tree.branchings_.push_back({router, outputs});
    outputs = 0;
  }
  return tree;
}

void Routing::add_route(int source_router, const PortPlace& destination) {
  int router = source_router;
  const int column = destination.router % columns_;
  while (router % columns_ != column) {
    const bool to_east = router % columns_ < column;
    add_output(router, to_east ? east : west);
    router += to_east ? 1 : -1;
  }
  while (router != destination.router) {
    const bool to_south = router < destination.router;
    add_output(router, to_south ? south : north);
    router += to_south ? columns_ : -columns_;
  }
  add_output(router, destination.connection);
}

void Routing::add_output(int router, int connection) {
  ConnectionSet& outputs = outputs_[static_cast<std::size_t>(router)];
  if (outputs == 0) routers_.push_back(router);
  outputs |= connection_bit(connection);
}

}  // namespace tilewright::sim
