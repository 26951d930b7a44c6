// What is not a sound image is refused with a reason, and never read through.
#include "engine/image.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "support.hpp"

using namespace tonewright;
using namespace tonewright::test;

namespace {

/// An image in aligned memory that can be changed and sealed with a right checksum again.
class Draft {
 public:
  explicit Draft(const std::vector<std::byte>& image) : bytes(image.size()) {
    std::memcpy(bytes.span().data(), image.data(), image.size());
  }

  template <class Value>
  Draft& put(std::size_t offset, Value value) {
    std::memcpy(bytes.span().data() + offset, &value, sizeof(value));
    return *this;
  }

  Draft& seal() { return put(offsetof(ImageHeader, checksum), imageChecksum(bytes.span())); }

  ImageError open(std::size_t size = std::string::npos) const {
    ImageView view;
    return ImageView::open(bytes.span().first(std::min(size, bytes.span().size())), view);
  }

  std::span<std::byte> span() const { return bytes.span(); }

 private:
  AlignedBytes bytes;
};

std::vector<std::byte> soundImage() {
  ModelSpec spec;
  spec.layers = {layerOf(LayerType::gru, 2, 10), layerOf(LayerType::lstm, 10, 5),
                 layerOf(LayerType::dense, 5, 1, true, Activation::linear)};
  return pack(spec, randomWeights(spec));
}

constexpr std::size_t record(std::size_t layer) { return sizeof(ImageHeader) + layer * sizeof(LayerRecord); }

}  // namespace

TEST_CASE("CRC-32 has the check value of its standard") {
  const char text[] = "123456789";
  CHECK(crc32(std::as_bytes(std::span(text, 9))) == 0xCBF43926u);
}

TEST_CASE("a sound image opens and holds what was packed") {
  const Draft draft(soundImage());
  ImageView view;
  REQUIRE_FALSE(ImageView::open(draft.span(), view));
  CHECK(view.header().layerCount == 3);
  CHECK(view.header().inputs == 2);
  CHECK(view.layer(1).type == LayerType::lstm);
  for (std::size_t i = 0; i < 3; ++i) CHECK(isAligned(view.weights(i)));
}

TEST_CASE("each field of a damaged image is refused for its own reason") {
  struct Damage {
    std::size_t offset;
    std::uint32_t value;
    ImageErrorCode code;
  };
  const std::uint32_t notANumber = 0x7FC00000u, infinity = 0x7F800000u;
  const Damage damages[] = {
      {0, 0x4D495755u, ImageErrorCode::magic},
      {4, 1, ImageErrorCode::version},
      {8, 64, ImageErrorCode::size},
      {8, 0xFFFFFFFFu, ImageErrorCode::size},
      {16, 0, ImageErrorCode::layerCount},
      {16, 1025, ImageErrorCode::layerCount},
      {16, 0xFFFFFFFFu, ImageErrorCode::layerCount},
      {20, 2, ImageErrorCode::flags},
      {24, 1, ImageErrorCode::chain},
      {24, 0, ImageErrorCode::channels},
      {28, 2, ImageErrorCode::chain},
      {32, 0, ImageErrorCode::sampleRate},
      {32, notANumber, ImageErrorCode::sampleRate},
      {36, notANumber, ImageErrorCode::gain},
      {40, infinity, ImageErrorCode::gain},
      {44, 0x80000000u, ImageErrorCode::latency},
      {48, 0x80000000u, ImageErrorCode::latency},
      {52, 1, ImageErrorCode::spare},
      {60, 1, ImageErrorCode::spare},
      {record(0) + 0, 0, ImageErrorCode::layerType},
      {record(0) + 0, 10, ImageErrorCode::layerType},
      {record(0) + 0, 4, ImageErrorCode::weightsCount},
      {record(0) + 4, 2, ImageErrorCode::activation},
      {record(2) + 4, 13, ImageErrorCode::activation},
      {record(2) + 4, 7, ImageErrorCode::activation},
      {record(0) + 8, 0, ImageErrorCode::channels},
      {record(1) + 8, 11, ImageErrorCode::chain},
      {record(0) + 12, 0xFFFFFFFFu, ImageErrorCode::channels},
      {record(0) + 12, 1024, ImageErrorCode::weightsCount},
      {record(0) + 12, 9, ImageErrorCode::weightsCount},
      {record(0) + 16, 8, ImageErrorCode::flags},
      {record(0) + 16, 3, ImageErrorCode::weightsCount},
      {record(1) + 20, 0, ImageErrorCode::weightsOffset},
      {record(1) + 20, 0xFFFFFFC0u, ImageErrorCode::weightsOffset},
      {record(1) + 20, 65, ImageErrorCode::weightsOffset},
      {record(2) + 24, 0xFFFFFFFFu, ImageErrorCode::weightsCount},
      {record(2) + 28, 0, ImageErrorCode::history},
      {record(2) + 28, 2, ImageErrorCode::history},
      {record(2) + 32, 0, ImageErrorCode::history},
      {record(2) + 36, 0, ImageErrorCode::groups},
      {record(1) + 36, 3, ImageErrorCode::groups},
      {record(2) + 40, 7, ImageErrorCode::activation},
      {record(2) + 44, 2, ImageErrorCode::source},
      {record(2) + 44, 0xFFFFFFFEu, ImageErrorCode::source},
      {record(2) + 44, 0, ImageErrorCode::chain},
      {record(2) + 48, 1, ImageErrorCode::chain},
      {record(2) + 52, 1, ImageErrorCode::chain},
      {record(2) + 56, 0, ImageErrorCode::chain},
      {record(2) + 60, 1, ImageErrorCode::spare},
      {record(3), notANumber, ImageErrorCode::weightNotFinite},
      {record(3), infinity, ImageErrorCode::weightNotFinite},
  };
  for (const Damage& damage : damages) {
    CAPTURE(damage.offset);
    CAPTURE(damage.value);
    Draft draft(soundImage());
    draft.put(damage.offset, damage.value);
    if (damage.offset >= offsetof(ImageHeader, layerCount)) CHECK(draft.open().code == ImageErrorCode::checksum);
    CHECK(draft.seal().open().code == damage.code);
  }
}

TEST_CASE("every truncation and every misalignment is refused") {
  const Draft draft(soundImage());
  for (std::size_t size = 0; size < draft.span().size(); ++size) REQUIRE(draft.open(size));
  ImageView view;
  CHECK(ImageView::open(draft.span().subspan(4), view).code == ImageErrorCode::misaligned);
}

TEST_CASE("every single flipped bit is refused") {
  const Draft draft(soundImage());
  for (std::size_t bit = 0; bit < 8 * draft.span().size(); bit += 3) {
    draft.span()[bit / 8] ^= std::byte{1} << (bit % 8);
    REQUIRE(draft.open());
    draft.span()[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("hostile images with a right checksum are refused or play finite audio") {
  std::mt19937 random(11);
  const auto sound = soundImage();
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    Draft draft(sound);
    const std::size_t reach = round % 4 == 0 ? sound.size() : record(3);  // mostly header and table
    for (std::uint32_t changes = 1 + random() % 4; changes > 0; --changes) {
      const std::uint32_t value = random() % 2 ? static_cast<std::uint32_t>(random()) : random() % 70;
      draft.put(random() % (reach / 4) * 4, value);
    }
    draft.seal();
    ModelInfo info{};
    if (Model::inspect(draft.span(), info)) {
      ++refused;
      continue;
    }
    HostModel host(draft.span());
    const Channels found = play(host.model(), noise(host.info().inputs, 70), 64);
    for (const float y : found[0]) REQUIRE(std::isfinite(y));
  }
  CHECK(refused > 2000);
  CHECK(refused < 3000);
}

TEST_CASE("an error says what was expected, what was found and where") {
  Draft draft(soundImage());
  std::array<char, 200> text{};
  describe(draft.put(record(1) + 8, std::uint32_t{11}).seal().open(), text);
  CHECK(std::string(text.data()) == "layer 1: channels do not fit those before; channels: expected 10, found 11");
}

TEST_CASE("what cannot be packed is refused by the packer") {
  ModelSpec spec = oneLayer(LayerType::gru, 8);
  const auto weights = randomWeights(spec);
  const auto packs = [](const ModelSpec& model, const std::vector<float>& values) { pack(model, values); };

  auto spoilt = weights;
  spoilt[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS(packs(spec, spoilt), doctest::Contains("weights must be finite"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(packs(spec, Samples(3)), doctest::Contains("found 3"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(packs(ModelSpec{}, {}), doctest::Contains("number of layers"), std::invalid_argument);

  ModelSpec broken = spec;
  broken.layers[1].inputs = 9;
  CHECK_THROWS_WITH_AS(packs(broken, randomWeights(broken)), doctest::Contains("channels do not fit"),
                       std::invalid_argument);
  broken = spec;
  broken.layers[0].activation = Activation::relu;
  CHECK_THROWS_WITH_AS(packs(broken, weights), doctest::Contains("activation"), std::invalid_argument);
  broken = spec;
  broken.layers[0].outputs = 0xFFFFFFFFu;
  CHECK_THROWS_WITH_AS(packs(broken, weights), doctest::Contains("channels of a layer"), std::invalid_argument);
}
