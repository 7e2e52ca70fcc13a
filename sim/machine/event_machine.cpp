#include "sim/machine/event_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "model/spec/checked.hpp"
#include "sim/machine/deadlock.hpp"
#include "sim/machine/dram_choice.hpp"
#include "sim/machine/outcome.hpp"
#include "sim/noc/bus.hpp"
#include "sim/noc/mesh.hpp"

namespace tilewright::sim {

namespace {

// Between two looks at the limits.
constexpr Cycle cycles_between_looks = 1 << 14;

/// Tells a node that a tile has come, in an event of its own: the feed may still be busy.
class NodeWaker final : public FeedUser {
 public:
  NodeWaker(Engine& engine, std::vector<std::unique_ptr<Node>>& nodes)
      : engine_(engine), nodes_(nodes) {}

  void tile_arrived(Feed& /*feed*/, int holder) override {
    engine_.at(engine_.now(), [this, holder] { nodes_[static_cast<std::size_t>(holder)]->poke(); });
  }

 private:
  Engine& engine_;
  std::vector<std::unique_ptr<Node>>& nodes_;
};

}  // namespace

EventMachine::EventMachine(const Spec& spec, const SimulationSection& settings, TileFlow& flow,
                           const Pace& pace, PhaseScope scope, bool skip, Recorder& recorder)
    : spec_(spec),
      settings_(settings),
      flow_(flow),
      pace_(pace),
      placement_(place_machine(spec.architecture, settings, flow)) {
  make_network();
  transport_ = std::make_unique<Transport>(engine_, *network_);
  parts_ = std::make_unique<Parts>(
      Parts{spec.workload, spec.architecture, flow, pace, engine_, *transport_, recorder});
  make_dram();
  scope.top = placement_.node_level;
  make_feeds(scope.slots);
  make_nodes(std::move(scope), skip);
}

EventMachine::~EventMachine() = default;

void EventMachine::make_network() {
  const int levels = spec_.architecture.level_count();
  const auto nodes = static_cast<int>(flow_.instances(placement_.node_level));
  if (placement_.mesh == nullptr) {
    for (int node = 0; node < nodes; ++node) node_ports_.push_back(node);
    for (int level = placement_.node_level + 1; level < levels; ++level) {
      outer_ports_[level] = nodes + level - placement_.node_level - 1;
    }
    network_ =
        std::make_unique<Bus>(engine_, BusSettings{nodes + levels - placement_.node_level - 1});
    return;
  }
  auto mesh = std::make_unique<Mesh>(engine_, placement_.mesh_settings, placement_.mesh->place);
  node_ports_ = placement_.node_routers;  // local ports have their routers' numbers
  for (const auto& [level, router] : placement_.outer_routers) {
    outer_ports_[level] =
        placement_.outer_local.at(level) ? router : mesh->attach(router, placement_.mesh->place);
  }
  network_ = std::move(mesh);
}

void EventMachine::make_dram() {
  dram_ = choose_dram(settings_, engine_, transport_->dram_listener());
  if (dram_ == nullptr) return;
  transport_->set_dram(*dram_);
  // The first tile that leaves the DRAM is the block of its tensor's layout.
  std::vector<TensorBox> tiles(spec_.workload.data_spaces.size());
  const Position start(flow_.loops().size(), 0);
  const int outermost = spec_.architecture.level_count() - 1;
  for (const Edge& edge : flow_.edges()) {
    if (edge.parent != outermost) continue;
    TensorBox& tile = tiles[static_cast<std::size_t>(edge.space)];
    for (const TensorBox& box : flow_.moved_boxes(edge, 0, nullptr, &start, false)) {
      if (tile.low.empty()) tile = box;
      for (std::size_t rank = 0; rank < tile.low.size(); ++rank) {
        tile.low[rank] = std::min(tile.low[rank], box.low[rank]);
        tile.high[rank] = std::max(tile.high[rank], box.high[rank]);
      }
    }
  }
  addresses_ = std::make_unique<TensorAddresses>(
      spec_.workload, settings_.layout, tiles,
      spec_.architecture.storage[static_cast<std::size_t>(outermost)].word_bits);
}

BufferPorts EventMachine::make_ports(int level) const {
  BufferPorts ports(pace_, level);
  const StorageLevel& storage = spec_.architecture.storage[static_cast<std::size_t>(level)];
  const auto& banked = settings_.banked_levels;
  if (std::find(banked.begin(), banked.end(), storage.name) == banked.end()) return ports;
  std::vector<std::int64_t> regions;
  regions.reserve(spec_.workload.data_spaces.size());
  for (int space = 0; space < spec_.workload.data_space_count(); ++space) {
    regions.push_back(std::max<std::int64_t>(flow_.tile_words(level, space), 1));
  }
  ports.add_banks(BankSet(std::max<std::int64_t>(storage.banks, 1), storage.block_size), regions);
  return ports;
}

void EventMachine::make_feeds(const std::vector<Slots>& slots) {
  const auto edges = flow_.edges();
  const int outermost = spec_.architecture.level_count() - 1;
  for (int level = placement_.node_level + 1; level <= outermost; ++level) {
    buffers_.emplace(level, make_ports(level));
  }
  feeds_.resize(edges.size());
  returns_.resize(edges.size());
  // From the outermost level inwards: a feed needs the one of its parent's tiles.
  for (std::size_t i = edges.size(); i-- > 0;) {
    const Edge& edge = edges[i];
    if (edge.parent <= placement_.node_level) continue;
    if (edge.child < 0) {
      throw Error(settings_.place,
                  fmt::format("'{}' goes from '{}' to the compute units with every operation",
                              parts_->space_name(edge.space), parts_->level_name(edge.parent)),
                  "keep it in a level inside of the network's nodes, or use an ideal network");
    }
    FeedSettings feed;
    feed.edge_id = static_cast<int>(i);
    feed.edge = edge;
    feed.slots = slots[i];
    feed.parent_port = port_of_level(edge.parent);
    feed.parent_ports = &buffers_.at(edge.parent);
    const bool to_nodes = edge.child <= placement_.node_level;
    feed.holder_level = to_nodes ? placement_.node_level : edge.child;
    if (to_nodes) {
      feed.ports = node_ports_;
    } else {
      feed.ports = {port_of_level(edge.child)};
      feed.child_ports = &buffers_.at(edge.child);
    }
    if (edge.parent == outermost) feed.addresses = addresses_.get();
    const int feeder = flow_.feeder(feed.edge_id);
    if (feeder >= 0) feed.parent = feeds_[static_cast<std::size_t>(feeder)].get();
    feeds_[i] = std::make_unique<Feed>(*parts_, feed);
    if (flow_.is_result(edge.space)) {
      returns_[i] = std::make_unique<Returns>(*parts_, *feeds_[i]);
      feeds_[i]->set_returns(*returns_[i]);
    }
    if (feeder >= 0) {
      outer_tiles_.push_back(
          std::make_unique<OuterTiles>(*parts_, *feed.parent, *feeds_[i], returns_[i].get(),
                                       returns_[static_cast<std::size_t>(feeder)].get()));
      if (returns_[i]) {
        returns_[i]->set_on_return([tiles = outer_tiles_.back().get()] { tiles->poke(); });
      }
    }
    if (to_nodes) node_edges_.push_back({feeds_[i].get(), returns_[i].get()});
  }
}

void EventMachine::make_nodes(PhaseScope scope, bool skip) {
  model_ = std::make_unique<PhaseModel>(flow_, pace_, std::move(scope));
  player_ = std::make_unique<PhasePlayer>(*model_, skip);
  int first_loop = static_cast<int>(flow_.loops().size());
  for (const NodeEdge& edge : node_edges_) {
    first_loop = std::min(first_loop, flow_.change_loop(edge.feed->edge()));
  }
  for (std::size_t id = 0; id < node_ports_.size(); ++id) {
    nodes_.push_back(std::make_unique<Node>(*parts_, *player_, node_edges_, first_loop,
                                            placement_.node_level, static_cast<int>(id)));
  }
  arrivals_ = std::make_unique<NodeWaker>(engine_, nodes_);
  for (const NodeEdge& edge : node_edges_) edge.feed->set_user(*arrivals_);
}

// In the order in which they are needed, so that what is fetched ahead stands behind what is due;
// and outer buffers, from which others are fed, before nodes.
void EventMachine::send_first_tiles() {
  std::vector<Feed*> feeds;
  for (const auto& feed : feeds_) {
    if (feed) feeds.push_back(feed.get());
  }
  std::stable_sort(feeds.begin(), feeds.end(),
                   [](const Feed* a, const Feed* b) { return a->edge().child > b->edge().child; });
  const auto is_needed_before = [](const Feed* a, const Feed* b) {
    const Position& need_a = *a->next_need();
    const Position& need_b = *b->next_need();
    return std::lexicographical_compare(need_a.rbegin(), need_a.rend(), need_b.rbegin(),
                                        need_b.rend());
  };
  for (;;) {
    // One feed's tile may have let another one send all that it has.
    feeds.erase(std::remove_if(feeds.begin(), feeds.end(),
                               [](const Feed* feed) { return feed->next_need() == nullptr; }),
                feeds.end());
    if (feeds.empty()) return;
    const auto first = std::min_element(feeds.begin(), feeds.end(), is_needed_before);
    if (!(*first)->send_tile()) feeds.erase(first);
  }
}

bool EventMachine::done() const {
  return std::all_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node->done(); }) &&
         std::all_of(feeds_.begin(), feeds_.end(),
                     [](const auto& feed) { return !feed || feed->done(); }) &&
         std::all_of(returns_.begin(), returns_.end(),
                     [](const auto& returns) { return !returns || returns->idle(); });
}

double EventMachine::operations_done() const {
  return static_cast<double>(nodes_[0]->counts().operations) /
         static_cast<double>(spec_.workload.operation_count());
}

void EventMachine::run(const SimulationLimits& limits, SimulationResult& result) {
  const auto start = std::chrono::steady_clock::now();
  engine_.at(0, [this] {
    send_first_tiles();
    for (const auto& node : nodes_) node->poke();
  });
  Cycle until = 0;
  while (!engine_.run(until)) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    if (limits.progress) limits.progress(operations_done(), engine_.now());
    if (limits.cycles > 0 && until >= limits.cycles) result.stop_reason = "cycle limit";
    if (limits.seconds > 0 && elapsed.count() > limits.seconds) result.stop_reason = "time limit";
    if (limits.stop && limits.stop()) result.stop_reason = "interrupt";
    if (!result.stop_reason.empty()) break;
    until = checked_add(until, cycles_between_looks);
    if (limits.cycles > 0) until = std::min(until, limits.cycles);
  }
  result.finished = result.stop_reason.empty();
  if (result.finished && !done()) report_deadlock();
  report(result);
}

void EventMachine::report_deadlock() const {
  std::vector<Blocked> blocked;
  // First what hangs in the network: others wait for it, whatever else they wait for.
  for (const Wait& wait : network_->waits()) {
    blocked.push_back({wait.waiter, wait.holder, wait.reason});
  }
  for (const auto& node : nodes_) node->add_blocked(blocked);
  for (const auto& feed : feeds_) {
    if (feed) feed->add_blocked(blocked);
  }
  for (const auto& returns : returns_) {
    if (returns) returns->add_blocked(blocked);
  }
  throw Error(settings_.place,
              fmt::format("deadlock in cycle {}: {}", engine_.now(), describe_deadlock(blocked)),
              "give buffers more room, or the routers buffers of at least a packet");
}

// The present cycle, by way of the last thing that is known to be done.
Stamp EventMachine::known_until_now() const {
  Stamp known;
  const auto note = [&](const Stamp& stamp) {
    if (stamp.ticks <= pace_.ticks(engine_.now())) known = later(known, stamp);
  };
  for (const auto& node : nodes_) note(node->last_operation());
  for (const auto& feed : feeds_) {
    if (feed) note(feed->last_read());
  }
  for (const auto& returns : returns_) {
    if (returns) note(returns->last_return());
  }
  return parts_->until_now(known, Pace::unfinished_cause);
}

void EventMachine::report(SimulationResult& result) const {
  Counts counts = nodes_[0]->counts();
  Stamp end;
  Stamp first = nodes_[0]->first_operation();
  Stamp last;
  for (const auto& node : nodes_) {
    end = later(end, node->end());
    if (node->first_operation() < first) first = node->first_operation();
    last = later(last, node->last_operation());
  }
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    if (feeds_[i]) {
      counts.edges[i].parent_reads += feeds_[i]->counts().parent_reads;
      counts.edges[i].child_fills += feeds_[i]->counts().child_fills;
    }
    if (returns_[i]) {
      counts.edges[i].parent_updates += returns_[i]->counts().parent_updates;
      end = later(end, returns_[i]->last_return());
    }
  }
  if (!result.finished) end = known_until_now();
  report_run(flow_, pace_,
             {first, last, end, counts, result.finished, player_->played(), player_->skipped()},
             spec_, result);
  result.done = operations_done();
  for (const auto& [level, ports] : buffers_)
    report_ports(spec_.architecture, level, ports, result);
  report_network(*network_, result);
  if (dram_ != nullptr) report_dram(*dram_, result);
}

}  // namespace tilewright::sim
