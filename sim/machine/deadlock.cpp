#include "sim/machine/deadlock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tilewright::sim {

std::string describe_deadlock(const std::vector<Blocked>& blocked) {
  std::map<std::string, const Blocked*> first_wait;
  for (const Blocked& wait : blocked) first_wait.emplace(wait.who, &wait);
  std::vector<const Blocked*> chain;
  if (!blocked.empty()) chain.push_back(&blocked.front());
  while (!chain.empty()) {
    const auto next = first_wait.find(chain.back()->on);
    if (next == first_wait.end()) break;
    const auto seen = std::find(chain.begin(), chain.end(), next->second);
    if (seen != chain.end()) {
      chain.erase(chain.begin(), seen);
      break;
    }
    chain.push_back(next->second);
  }
  // Others are told, too: what hangs in the network has names of its own.
  for (const Blocked& wait : blocked) {
    if (std::find(chain.begin(), chain.end(), &wait) == chain.end() && chain.size() < 8) {
      chain.push_back(&wait);
    }
  }
  std::string text;
  for (const Blocked* wait : chain) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{} waits for {} ({})", wait->who, wait->on, wait->why);
  }
  return text.empty() ? "nothing is left to do, and the work is not done" : text;
}

}  // namespace tilewright::sim
