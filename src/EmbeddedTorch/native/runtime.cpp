// The process: its memory, threads, generators and devices.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <dlfcn.h>
#include <malloc.h>
#include <unistd.h>

#include <mutex>

namespace ft {

thread_local std::string last_error;
std::atomic<int64_t> live_tensors{0};

namespace {

using SetThreads = void (*)(int);

std::string cuda_failure;

/// The linker drops libraries whose symbols nobody names, and CUDA's register themselves as they are loaded: so they are
/// loaded here, from beside libtorch_cpu. A libtorch without CUDA has no such files.
void load_cuda() {
    Dl_info found;
    if (dladdr(reinterpret_cast<void*>(static_cast<void (*)(int)>(&at::set_num_threads)), &found) == 0 || found.dli_fname == nullptr) return;
    const std::string file = found.dli_fname;
    const size_t slash = file.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string() : file.substr(0, slash + 1);
    for (const char* name : {"libc10_cuda.so", "libtorch_cuda.so"}) {
        const std::string library = folder + name;
        if (access(library.c_str(), R_OK) != 0) return;
        if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
            const char* text = dlerror();
            cuda_failure = library + " is there but cannot be loaded: " + (text == nullptr ? "no reason given" : text);
            return;
        }
    }
}

}  // namespace
}  // namespace ft

using namespace ft;

FT_EXPORT const char* ft_last_error() { return last_error.c_str(); }

FT_EXPORT int64_t ft_live_tensors() { return live_tensors.load(std::memory_order_relaxed); }

/// Big temporaries come back from the heap instead of from the system on every step (glibc caps the first at 32 MiB).
FT_EXPORT int64_t ft_init() {
    return guarded([] {
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        load_cuda();
        return 0;
    });
}

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

/// Seeds the default generators of every device.
FT_EXPORT int64_t ft_manual_seed(uint64_t seed) {
    return guarded([&] {
        at::manual_seed(seed);
        return 0;
    });
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

/// The number of CUDA devices; 0 without CUDA or without a device, -1 when CUDA's libraries are there and broken.
FT_EXPORT int64_t ft_cuda_devices() {
    return guarded([]() -> int64_t {
        if (!cuda_failure.empty()) return fail(cuda_failure.c_str());
        if (!at::hasCUDA()) return 0;
        return c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount();
    });
}
