#include "plugin/sound/source.hpp"

#include <fstream>
#include <stdexcept>

namespace tonewright::plugin {

SharedSource readSource(const std::filesystem::path& file, std::size_t maxBytes) {
  const std::string where = file.string();
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) throw std::runtime_error(where + ": there is no such file");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error(where + ": cannot be opened");
  auto source = std::make_shared<Source>();
  source->name = file.stem().string();
  source->path = where;
  // The size may change while it is read: what counts is what comes.
  std::string& bytes = source->bytes;
  constexpr std::size_t kPiece = 1 << 18;
  while (stream && bytes.size() <= maxBytes) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPiece);
    stream.read(bytes.data() + before, kPiece);
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (bytes.size() > maxBytes) {
    throw std::runtime_error(where + ": expected at most " + std::to_string(maxBytes) + " bytes");
  }
  if (stream.bad()) throw std::runtime_error(where + ": cannot be read");
  bytes.shrink_to_fit();
  return source;
}

}  // namespace tonewright::plugin
