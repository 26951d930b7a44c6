// An immutable picture of the library, which searches run over.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "plugin/library/entry.hpp"

namespace tonewright::plugin {

/// An entry with what a search compares; shared between one picture and the next.
struct Row {
  explicit Row(Entry described);

  Entry entry;
  std::string key;         // the path as UTF-8
  std::string foldedName;  // in lower case
  std::string foldedText;  // all that words are looked for in
};

/// UTF-8 paths.
using Favourites = std::unordered_set<std::string>;

/// All entries, sorted. [any-thread]
class Catalogue {
 public:
  explicit Catalogue(std::vector<std::shared_ptr<const Row>> rows = {});

  std::size_t size() const { return rows_.size(); }
  /// Indices of the rows in this order.
  const std::vector<std::uint32_t>& by(Order order) const { return orders_[static_cast<std::size_t>(order)]; }
  const Row& row(std::uint32_t index) const { return *rows_[index]; }
  /// Of the entries that can be read, each once, sorted.
  const std::vector<std::string>& families() const { return families_; }
  const std::vector<std::string>& tags() const { return tags_; }

 private:
  std::vector<std::shared_ptr<const Row>> rows_;
  std::array<std::vector<std::uint32_t>, 3> orders_;
  std::vector<std::string> families_;
  std::vector<std::string> tags_;
};

/// What a search found: a list that stays as it is whatever happens to the library. [any-thread]
class Found {
 public:
  Found() = default;
  Found(std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<const Favourites> favourites, const Query& query);

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  const Entry& operator[](std::size_t index) const { return rows_[index]->entry; }
  bool isFavourite(std::size_t index) const { return favourites_->count(rows_[index]->key) > 0; }
  /// Where a file stands in the list; nothing when it does not.
  std::optional<std::size_t> indexOf(const std::filesystem::path& path) const;

 private:
  std::shared_ptr<const Catalogue> catalogue_;
  std::shared_ptr<const Favourites> favourites_;
  std::vector<const Row*> rows_;
};

}  // namespace tonewright::plugin
