#pragma once
// Which children of a level are neighbours on its mesh, whatever the order of the spatial loops and
// their division between X and Y.

#include <map>
#include <set>

#include "mapper/certificate/instance.hpp"

namespace tilewright::certificate {

class MeshNeighbours {
 public:
  /// How the loops' indices of neighbours differ, by dimension, in either direction. Null: they are
  /// too many to list.
  const std::set<Shape>* differences(const Level& level, const Shape& factors);

 private:
  std::map<std::pair<std::string, Shape>, std::set<Shape>> known_;
};

}  // namespace tilewright::certificate
