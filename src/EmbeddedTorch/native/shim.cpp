// A C ABI over libtorch's boxed dispatcher: every ATen operator, with autograd, through one entry point.
//
// Rules of this file
//   - No exception leaves an exported function: each returns 0 or a value, or -1 with the text in ft_last_error().
//   - Tensors cross as raw TensorImpl pointers that own one reference; ft_free gives it back. Arguments are borrowed.
//   - C++17 and no c10::optional, so that the same source builds against libtorch 1.13 and 2.x.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <dlfcn.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <exception>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#define FT_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

thread_local std::string last_error;
std::atomic<int64_t> live_tensors{0};

int fail(const char* text) {
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

void* give(at::Tensor tensor) {
    if (!tensor.defined()) return nullptr;
    live_tensors.fetch_add(1, std::memory_order_relaxed);
    return tensor.unsafeReleaseTensorImpl();
}

/// A new reference to a tensor that the caller keeps. A null handle is the undefined tensor.
at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(
        static_cast<c10::TensorImpl*>(handle)));
}

std::vector<at::Tensor> borrow_all(void* const* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i) tensors.push_back(borrow(handles[i]));
    return tensors;
}

// One argument or result, 16 bytes; mirrored by TorchSharp.Native.Value.
enum Tag : int32_t {
    kNone = 0,
    kTensor = 1,
    kInt = 2,
    kDouble = 3,
    kBool = 4,
    kIntList = 5,
    kTensorList = 6,
    kDevice = 7,
    kGenerator = 8,
    kDefault = 9,
};

struct Value {
    int32_t tag;
    int32_t count;  // elements of a list; device index; of a result tensor: KiB that it owns
    union {
        int64_t integer;
        double real;
        void* pointer;
    };
};

struct Operator {
    c10::OperatorHandle handle;
    std::string name;
};

void push(std::vector<c10::IValue>& stack, const Value& value, const Operator& op, size_t position) {
    switch (value.tag) {
        case kNone:
            stack.emplace_back();
            return;
        case kTensor:
            stack.emplace_back(borrow(value.pointer));
            return;
        case kInt:
            stack.emplace_back(value.integer);
            return;
        case kDouble:
            stack.emplace_back(value.real);
            return;
        case kBool:
            stack.emplace_back(value.integer != 0);
            return;
        case kIntList:
            stack.emplace_back(at::ArrayRef<int64_t>(static_cast<const int64_t*>(value.pointer), static_cast<size_t>(value.count)));
            return;
        case kTensorList: {
            c10::List<at::Tensor> list;
            list.reserve(static_cast<size_t>(value.count));
            for (int32_t i = 0; i < value.count; ++i) list.push_back(borrow(static_cast<void* const*>(value.pointer)[i]));
            stack.emplace_back(std::move(list));
            return;
        }
        case kDevice:
            stack.emplace_back(c10::Device(
                static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.count)));
            return;
        case kGenerator:
            stack.emplace_back(*static_cast<at::Generator*>(value.pointer));
            return;
        case kDefault: {
            const auto& fallback = op.handle.schema().arguments().at(position).default_value();
            if (!fallback.has_value())
                throw std::invalid_argument(op.name + ": argument " + std::to_string(position) + " has no default");
            stack.push_back(*fallback);
            return;
        }
        default:
            throw std::invalid_argument(op.name + ": unknown argument tag " + std::to_string(value.tag));
    }
}

Value take(at::Tensor tensor) {
    Value value{};
    value.tag = kTensor;
    if (tensor.defined() && tensor.has_storage() && tensor.storage().use_count() <= 1)
        value.count = static_cast<int32_t>(std::min<size_t>(tensor.storage().nbytes() >> 10, INT32_MAX));
    value.pointer = give(std::move(tensor));
    return value;
}

/// Results are flattened: a list of tensors gives one value per tensor.
void pop(const c10::IValue& result, std::vector<Value>& values) {
    Value value{};
    if (result.isTensor()) {
        values.push_back(take(result.toTensor()));
    } else if (result.isTensorList()) {
        for (const at::Tensor& tensor : result.toTensorVector()) values.push_back(take(tensor));
    } else if (result.isBool()) {
        value.tag = kBool;
        value.integer = result.toBool() ? 1 : 0;
        values.push_back(value);
    } else if (result.isInt()) {
        value.tag = kInt;
        value.integer = result.toInt();
        values.push_back(value);
    } else if (result.isDouble()) {
        value.tag = kDouble;
        value.real = result.toDouble();
        values.push_back(value);
    } else if (result.isNone()) {
        values.push_back(value);
    } else {
        throw std::invalid_argument("a result of kind " + result.tagKind() + " cannot cross to managed code");
    }
}

void release(const std::vector<Value>& values) {
    for (const Value& value : values) {
        if (value.tag != kTensor || value.pointer == nullptr) continue;
        live_tensors.fetch_sub(1, std::memory_order_relaxed);
        c10::raw::intrusive_ptr::decref(static_cast<c10::TensorImpl*>(value.pointer));
    }
}

using SetThreads = void (*)(int);

}  // namespace

FT_EXPORT const char* ft_last_error() { return last_error.c_str(); }

FT_EXPORT int64_t ft_live_tensors() { return live_tensors.load(std::memory_order_relaxed); }

/// Big temporaries come back from the heap instead of from the system on every step (glibc caps the first at 32 MiB).
FT_EXPORT int64_t ft_init() {
    return guarded([] {
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        return 0;
    });
}

/// Resolves an operator once; the handle lives as long as the process.
FT_EXPORT void* ft_operator(const char* name, const char* overload) {
    Operator* op = nullptr;
    guarded([&] {
        op = new Operator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload), name};
        return 0;
    });
    return op;
}

/// Calls an operator. Trailing arguments that are not given take the schema's defaults. Returns the number of results,
/// which the caller owns, or -1.
FT_EXPORT int64_t ft_call(const void* handle, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
    return guarded([&]() -> int64_t {
        const auto& op = *static_cast<const Operator*>(handle);
        const auto& declared = op.handle.schema().arguments();
        if (static_cast<size_t>(count) > declared.size())
            throw std::invalid_argument(op.name + ": got " + std::to_string(count) + " arguments, wanted at most " + std::to_string(declared.size()));
        std::vector<c10::IValue> stack;
        stack.reserve(declared.size());
        for (int32_t i = 0; i < count; ++i) push(stack, arguments[i], op, static_cast<size_t>(i));
        for (size_t i = static_cast<size_t>(count); i < declared.size(); ++i) {
            Value fallback{};
            fallback.tag = kDefault;
            push(stack, fallback, op, i);
        }
        op.handle.callBoxed(&stack);
        std::vector<Value> values;
        try {
            while (!stack.empty()) {
                // Owned by one side only, so that a tensor's own bytes can be told from a view's.
                c10::IValue result = std::move(stack.front());
                stack.erase(stack.begin());
                pop(result, values);
            }
            if (values.size() > static_cast<size_t>(capacity))
                throw std::length_error(op.name + ": " + std::to_string(values.size()) + " results, room for " + std::to_string(capacity));
        } catch (...) {
            release(values);
            throw;
        }
        std::copy(values.begin(), values.end(), results);
        return static_cast<int64_t>(values.size());
    });
}

FT_EXPORT int64_t ft_free(void* handle) {
    return guarded([&] {
        if (handle == nullptr) return 0;
        live_tensors.fetch_sub(1, std::memory_order_relaxed);
        c10::raw::intrusive_ptr::decref(static_cast<c10::TensorImpl*>(handle));
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

FT_EXPORT int64_t ft_generator(uint64_t seed, int32_t shared, void** result) {
    return guarded([&] {
        *result = new at::Generator(shared != 0 ? at::detail::getDefaultCPUGenerator() : at::detail::createCPUGenerator(seed));
        return 0;
    });
}

FT_EXPORT int64_t ft_generator_seed(void* handle, uint64_t seed) {
    return guarded([&] {
        auto& generator = *static_cast<at::Generator*>(handle);
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_current_seed(seed);
        return 0;
    });
}

FT_EXPORT int64_t ft_generator_current_seed(void* handle, uint64_t* seed) {
    return guarded([&] {
        *seed = static_cast<at::Generator*>(handle)->current_seed();
        return 0;
    });
}

FT_EXPORT void ft_generator_free(void* handle) { delete static_cast<at::Generator*>(handle); }

FT_EXPORT int64_t ft_get_num_threads() {
    return guarded([]() -> int64_t { return at::get_num_threads(); });
}

/// libtorch's own pool, and pthread OpenBLAS, which libtorch does not steer. Returns 1 if OpenBLAS was found.
FT_EXPORT int64_t ft_set_num_threads(int32_t count) {
    return guarded([&]() -> int64_t {
        at::set_num_threads(count);
        const auto openblas = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
        if (openblas == nullptr) return 0;
        openblas(count);
        return 1;
    });
}

FT_EXPORT int64_t ft_has_cuda() {
    return guarded([]() -> int64_t { return at::detail::getCUDAHooks().hasCUDA() ? 1 : 0; });
}
