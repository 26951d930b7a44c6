// JavaScript values as C++ values and back. Everything throws std::invalid_argument that names the field.
#pragma once

#include <napi.h>

#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/spec.hpp"

namespace tonewright::addon {

template <class Enum, std::size_t Count>
using Names = std::array<std::pair<const char*, Enum>, Count>;

inline Napi::Value required(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (value.IsUndefined()) throw std::invalid_argument(std::string("expected the field '") + name + "'; found none");
  return value;
}

inline double number(const Napi::Object& object, const char* name) {
  const Napi::Value value = required(object, name);
  if (!value.IsNumber()) throw std::invalid_argument(std::string("expected a number in '") + name + "'");
  return value.As<Napi::Number>().DoubleValue();
}

/// A whole number from `low` to 2^31 - 1.
inline int whole(const Napi::Object& object, const char* name, int low = 0) {
  const double value = number(object, name);
  if (value != std::floor(value) || value < low || value > 2147483647.0) {
    throw std::invalid_argument(std::string("expected a whole number of at least ") + std::to_string(low) + " in '" +
                                name + "'; found " + std::to_string(value));
  }
  return static_cast<int>(value);
}

template <class Enum, std::size_t Count>
Enum choice(const Napi::Value& value, const char* name, const Names<Enum, Count>& names) {
  const std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  std::string known;
  for (const auto& [word, meaning] : names) {
    if (text == word) return meaning;
    known += std::string(known.empty() ? "" : ", ") + word;
  }
  throw std::invalid_argument(std::string("expected one of ") + known + " in '" + name + "'; found '" + text + "'");
}

template <class Enum, std::size_t Count>
Enum choice(const Napi::Object& object, const char* name, const Names<Enum, Count>& names) {
  return choice(required(object, name), name, names);
}

inline bool isFloats(const Napi::Value& value) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_float32_array;
}

/// The memory of a Float32Array, valid while JavaScript holds the array.
inline std::span<const float> floats(const Napi::Value& value, const char* name) {
  if (!isFloats(value)) throw std::invalid_argument(std::string("expected a Float32Array in '") + name + "'");
  const auto array = value.As<Napi::Float32Array>();
  return {array.Data(), array.ElementLength()};
}

inline std::span<const std::uint8_t> bytes(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    throw std::invalid_argument(std::string("expected a Uint8Array in '") + name + "'");
  }
  const auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

inline Napi::Float32Array toFloats(Napi::Env env, std::span<const float> values) {
  Napi::Float32Array array = Napi::Float32Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

inline Napi::Uint8Array toBytes(Napi::Env env, std::span<const std::uint8_t> values) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, values.size());
  std::copy(values.begin(), values.end(), array.Data());
  return array;
}

/// A ModelSpec as TypeScript has it: gains in dB.
ModelSpec modelSpec(const Napi::Value& value);

/// Runs `call`; what it throws becomes a JavaScript error.
template <class Call>
auto guarded(Napi::Env env, Call call) {
  try {
    return call();
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Napi::Error::New(env, error.what());
  }
}

}  // namespace tonewright::addon
