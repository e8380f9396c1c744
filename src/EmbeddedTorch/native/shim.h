// A C ABI over libtorch's boxed dispatcher: every ATen operator, with autograd, through one entry point.
//
// Rules of these files
//   - No exception leaves an exported function: each returns 0 or a value, or -1 with the text in ft_last_error().
//   - Tensors cross as raw TensorImpl pointers that own one reference; ft_free gives it back. Arguments are borrowed.
//   - C++17 and no c10::optional, so that the same source builds against libtorch 1.13 and 2.x, with and without CUDA.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#define FT_EXPORT extern "C" __attribute__((visibility("default")))

namespace ft {

extern thread_local std::string last_error;
extern std::atomic<int64_t> live_tensors;

inline int fail(const char* text) {
    last_error = text;
    return -1;
}

/// Runs the body and turns whatever it throws into -1 and a text.
template <class Body>
int64_t guarded(Body&& body) noexcept {
    try {
        return body();
    } catch (const c10::Error& e) {
        return fail(e.what_without_backtrace());
    } catch (const std::exception& e) {
        return fail(e.what());
    } catch (...) {
        return fail("libtorch threw an object that is not an exception");
    }
}

inline void* give(at::Tensor tensor) {
    if (!tensor.defined()) return nullptr;
    live_tensors.fetch_add(1, std::memory_order_relaxed);
    return tensor.unsafeReleaseTensorImpl();
}

/// A new reference to a tensor that the caller keeps. A null handle is the undefined tensor.
inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
        static_cast<c10::TensorImpl*>(handle)));
}

inline std::vector<at::Tensor> borrow_all(void* const* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i) tensors.push_back(borrow(handles[i]));
    return tensors;
}

/// Gives back a reference that give() handed out.
inline void drop(void* handle) {
    if (handle == nullptr) return;
    live_tensors.fetch_sub(1, std::memory_order_relaxed);
    c10::raw::intrusive_ptr::decref(static_cast<c10::TensorImpl*>(handle));
}

}  // namespace ft
