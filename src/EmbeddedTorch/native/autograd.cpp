// Gradients, and whether they are recorded.
#include "shim.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace ft;

/// The gradients of many tensors in one call; null where there is none.
FT_EXPORT int64_t ft_grads(void* const* handles, int32_t count, void** grads) {
    return guarded([&] {
        for (int32_t i = 0; i < count; ++i) grads[i] = nullptr;
        for (int32_t i = 0; i < count; ++i) {
            const at::Tensor tensor = borrow(handles[i]);
            grads[i] = give(tensor.grad());
        }
        return 0;
    });
}

/// Sets a gradient; null drops it.
FT_EXPORT int64_t ft_set_grads(void* const* handles, int32_t count, void* grad) {
    return guarded([&] {
        for (int32_t i = 0; i < count; ++i) borrow(handles[i]).mutable_grad() = borrow(grad);
        return 0;
    });
}

FT_EXPORT int64_t ft_backward(
    void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph,
    int32_t create_graph, void* const* inputs, int32_t input_count) {
    return guarded([&] {
        torch::autograd::backward(
            borrow_all(tensors, count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
            borrow_all(inputs, input_count));
        return 0;
    });
}

FT_EXPORT int64_t ft_grad(
    void* const* outputs, int32_t output_count, void* const* inputs, int32_t input_count, void* const* grads,
    int32_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
    return guarded([&] {
        auto values = torch::autograd::grad(
            borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(grads, grad_count),
            retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (int32_t i = 0; i < input_count; ++i) results[i] = give(std::move(values.at(static_cast<size_t>(i))));
        return 0;
    });
}

FT_EXPORT int64_t ft_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }

FT_EXPORT void ft_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }
