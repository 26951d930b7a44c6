// The files that the server shows a browser. [any-thread]
#pragma once

#include <string_view>
#include <vector>

namespace tonewright::plugin::bridge {

/// One file of the page, for the life of the process.
struct PageFile {
  std::string_view name;  // in the address, behind the token; index.html is also at the empty name
  std::string_view type;  // media type
  std::string_view body;
};

using Page = std::vector<PageFile>;

}  // namespace tonewright::plugin::bridge
