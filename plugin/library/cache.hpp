// What the library knew of its files when it last looked, so that only new and changed ones are read.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "plugin/library/catalogue.hpp"

namespace tonewright::plugin {

/// Rows by the path as UTF-8.
using Rows = std::unordered_map<std::string, std::shared_ptr<const Row>>;

/// A damaged or older file is an empty cache. [any-thread, file access]
Rows readCache(const std::filesystem::path& file);

/// Does without it when it cannot be written. [any-thread, file access]
void writeCache(const std::filesystem::path& file, const Rows& rows);

}  // namespace tonewright::plugin
