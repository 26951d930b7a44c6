#include "plugin/library/catalogue.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "plugin/library/text.hpp"

namespace tonewright::plugin {
namespace {

/// Words are looked for in each of these; a line's end keeps a word from matching across two of them.
std::string searchedText(const Entry& entry) {
  std::string text =
      entry.name + '\n' + entry.author + '\n' + entry.gear + '\n' + entry.folder + '\n' + textOf(entry.path.filename());
  for (const auto& tag : entry.tags) text += '\n' + tag;
  return folded(text);
}

/// Each text once, without regard to case, sorted so.
std::vector<std::string> sortedOnce(const std::map<std::string, std::string>& byFolded) {
  std::vector<std::string> texts;
  for (const auto& [key, text] : byFolded) texts.push_back(text);
  return texts;
}

/// A query made ready to be held against rows.
class Sieve {
 public:
  Sieve(const Query& query, const Favourites& favourites)
      : query_(query),
        favourites_(favourites),
        words_(wordsOf(folded(query.text))),
        family_(folded(query.family)),
        tag_(folded(query.tag)) {}

  bool holds(const Row& row) const {
    const Entry& entry = row.entry;
    if (query_.favouritesOnly && !favourites_.count(row.key)) return false;
    const bool isBroken = !entry.problem.empty();
    if (isBroken && (query_.playableOnly || query_.maxCost || !family_.empty() || !tag_.empty())) return false;
    if (query_.maxCost && entry.cost > *query_.maxCost) return false;
    if (!family_.empty() && folded(entry.family) != family_) return false;
    const auto isTag = [&](const std::string& tag) { return folded(tag) == tag_; };
    if (!tag_.empty() && std::none_of(entry.tags.begin(), entry.tags.end(), isTag)) return false;
    return std::all_of(words_.begin(), words_.end(),
                       [&](const auto& word) { return row.foldedText.find(word) != std::string::npos; });
  }

 private:
  const Query& query_;
  const Favourites& favourites_;
  std::vector<std::string> words_;
  std::string family_, tag_;
};

}  // namespace

Row::Row(Entry described)
    : entry(std::move(described)),
      key(textOf(entry.path)),
      foldedName(folded(entry.name)),
      foldedText(searchedText(entry)) {}

Catalogue::Catalogue(std::vector<std::shared_ptr<const Row>> rows) : rows_(std::move(rows)) {
  const auto isBroken = [&](std::uint32_t index) { return !rows_[index]->entry.problem.empty(); };
  auto& byName = orders_[static_cast<std::size_t>(Order::name)];
  byName.resize(rows_.size());
  std::iota(byName.begin(), byName.end(), 0u);
  std::sort(byName.begin(), byName.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (isBroken(a) != isBroken(b)) return isBroken(b);
    const int names = compareNumbered(rows_[a]->foldedName, rows_[b]->foldedName);
    return names != 0 ? names < 0 : rows_[a]->key < rows_[b]->key;
  });
  auto& byCost = orders_[static_cast<std::size_t>(Order::cost)];
  byCost = byName;
  std::stable_sort(byCost.begin(), byCost.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (isBroken(a) != isBroken(b)) return isBroken(b);
    return rows_[a]->entry.cost < rows_[b]->entry.cost;
  });
  auto& byLoudness = orders_[static_cast<std::size_t>(Order::loudness)];
  byLoudness = byName;
  std::stable_sort(byLoudness.begin(), byLoudness.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto& left = rows_[a]->entry.loudness;
    const auto& right = rows_[b]->entry.loudness;
    return left && (!right || *left < *right);
  });
  std::map<std::string, std::string> families, tags;
  for (const auto& row : rows_) {
    if (!row->entry.problem.empty()) continue;
    families.emplace(folded(row->entry.family), row->entry.family);
    for (const auto& tag : row->entry.tags) tags.emplace(folded(tag), tag);
  }
  families_ = sortedOnce(families);
  tags_ = sortedOnce(tags);
}

Found::Found(std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<const Favourites> favourites,
             const Query& query)
    : catalogue_(std::move(catalogue)), favourites_(std::move(favourites)) {
  const Sieve sieve(query, *favourites_);
  for (const std::uint32_t index : catalogue_->by(query.order)) {
    const Row& row = catalogue_->row(index);
    if (sieve.holds(row)) rows_.push_back(&row);
  }
}

std::optional<std::size_t> Found::indexOf(const std::filesystem::path& path) const {
  const auto at = std::find_if(rows_.begin(), rows_.end(), [&](const Row* row) { return row->entry.path == path; });
  if (at == rows_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - rows_.begin());
}

}  // namespace tonewright::plugin
