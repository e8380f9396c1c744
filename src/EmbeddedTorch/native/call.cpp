// The call of an operator: managed arguments to a stack of IValues, through the dispatcher, and the results back.
#include "shim.h"

#include <ATen/core/Generator.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

#include <algorithm>
#include <stdexcept>

namespace ft {
namespace {

// One argument or result, 16 bytes; mirrored by TorchSharp.Shim.Value.
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
    kString = 10,
    kOptionalTensorList = 11,
};

struct Value {
    int32_t tag;
    int32_t count;  // elements of a list; bytes of a string; device index; of a result tensor: KiB that it owns
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
        case kOptionalTensorList: {
            c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
            list.reserve(static_cast<size_t>(value.count));
            for (int32_t i = 0; i < value.count; ++i) {
                at::Tensor tensor = borrow(static_cast<void* const*>(value.pointer)[i]);
                if (tensor.defined()) {
                    list.push_back(c10::IValue(std::move(tensor)));
                } else {
                    list.push_back(c10::IValue());
                }
            }
            stack.emplace_back(std::move(list));
            return;
        }
        case kString:
            stack.emplace_back(std::string(static_cast<const char*>(value.pointer), static_cast<size_t>(value.count)));
            return;
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
        if (value.tag == kTensor) drop(value.pointer);
    }
}

}  // namespace
}  // namespace ft

using namespace ft;

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
