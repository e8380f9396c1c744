// What a tensor is: its bytes, shape, type and place.
#include "shim.h"

#include <ATen/EmptyTensor.h>

#include <cstring>
#include <stdexcept>

using namespace ft;

FT_EXPORT int64_t ft_free(void* handle) {
    return guarded([&] {
        drop(handle);
        return 0;
    });
}

/// Lets one handle's tensor take the place of another's: same handle, other bytes. Both keep their own reference count.
FT_EXPORT int64_t ft_set_data(void* handle, void* data) {
    return guarded([&] {
        borrow(handle).set_data(borrow(data));
        return 0;
    });
}

/// A CPU tensor with a copy of the bytes (or uninitialised when data is null).
FT_EXPORT int64_t ft_from_bytes(const void* data, int64_t bytes, const int64_t* sizes, int32_t ndim, int32_t dtype, void** result) {
    return guarded([&] {
        const auto type = static_cast<c10::ScalarType>(dtype);
        at::Tensor tensor{at::detail::empty_cpu(
            at::IntArrayRef(sizes, static_cast<size_t>(ndim)), c10::TensorOptions().dtype(type).device(c10::kCPU))};
        if (static_cast<int64_t>(tensor.nbytes()) != bytes)
            throw std::invalid_argument("got " + std::to_string(bytes) + " bytes of data, the shape wants " + std::to_string(tensor.nbytes()));
        if (data != nullptr && bytes > 0) std::memcpy(tensor.data_ptr(), data, static_cast<size_t>(bytes));
        *result = give(std::move(tensor));
        return 0;
    });
}

FT_EXPORT int64_t ft_sizes(void* handle, int64_t* sizes, int64_t* strides, int32_t capacity) {
    return guarded([&]() -> int64_t {
        const at::Tensor tensor = borrow(handle);
        const int64_t ndim = tensor.dim();
        for (int64_t i = 0; i < ndim && i < capacity; ++i) {
            sizes[i] = tensor.size(i);
            strides[i] = tensor.stride(i);
        }
        return ndim;
    });
}

FT_EXPORT int64_t ft_numel(void* handle) {
    return guarded([&]() -> int64_t { return borrow(handle).numel(); });
}

FT_EXPORT int64_t ft_dtype(void* handle) {
    return guarded([&]() -> int64_t { return static_cast<int64_t>(borrow(handle).scalar_type()); });
}

FT_EXPORT int64_t ft_device(void* handle, int32_t* index) {
    return guarded([&]() -> int64_t {
        const auto device = borrow(handle).device();
        *index = device.index();
        return static_cast<int64_t>(device.type());
    });
}

FT_EXPORT int64_t ft_is_contiguous(void* handle) {
    return guarded([&]() -> int64_t { return borrow(handle).is_contiguous() ? 1 : 0; });
}

FT_EXPORT int64_t ft_data(void* handle, void** data) {
    return guarded([&] {
        *data = borrow(handle).data_ptr();
        return 0;
    });
}

FT_EXPORT int64_t ft_alias(void* handle, void** result) {
    return guarded([&] {
        *result = give(borrow(handle));
        return 0;
    });
}

FT_EXPORT int64_t ft_requires_grad(void* handle) {
    return guarded([&]() -> int64_t { return borrow(handle).requires_grad() ? 1 : 0; });
}

FT_EXPORT int64_t ft_set_requires_grad(void* handle, int32_t value) {
    return guarded([&] {
        borrow(handle).set_requires_grad(value != 0);
        return 0;
    });
}

FT_EXPORT int64_t ft_is_leaf(void* handle) {
    return guarded([&]() -> int64_t { return borrow(handle).is_leaf() ? 1 : 0; });
}
