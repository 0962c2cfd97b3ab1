"""The GPU: NVIDIA's driver, CUDA, its memory."""

from __future__ import annotations

import re

from termproxy.assistant.advice import Advice
from termproxy.assistant.rules.engine import Family
from termproxy.assistant.rules.failed import Failed

gpu = Family("gpu")


# The GPU.

gpu.hint(
    "driver",
    "The NVIDIA kernel driver is not loaded (often after a kernel update)",
    "sudo modprobe nvidia",
    "sudo apt install --reinstall nvidia-driver",
    "sudo reboot",
    when="couldn't communicate with the NVIDIA driver",
    programs=(),
    sure=0.95,
)
gpu.hint(
    "mismatch",
    "The NVIDIA driver was updated, and the old one still runs",
    "sudo reboot",
    "sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia && sudo modprobe nvidia",
    why="Kernel module and library are of two versions: a restart brings them together.",
    when=("Driver/library version mismatch", "driver/library version mismatch"),
    programs=(),
    sure=0.96,
)
gpu.hint(
    "no-devices",
    "The driver sees no NVIDIA card",
    "lspci | grep -i nvidia",
    "sudo dmesg | grep -i nvrm",
    when=(
        "No devices were found",
        "no CUDA-capable device is detected",
        "No CUDA GPUs are available",
        "Found no NVIDIA driver",
        "CUDA_ERROR_NO_DEVICE",
        "cudaErrorNoDevice",
    ),
    programs=(),
    sure=0.9,
)
gpu.hint(
    "old-driver",
    "The driver is older than this CUDA needs",
    "nvidia-smi",
    lambda f: f.local.installer("nvidia-driver"),
    when=(
        "CUDA driver version is insufficient",
        "The NVIDIA driver on your system is too old",
        "forward compatibility was attempted on non supported HW",
    ),
    programs=(),
    sure=0.92,
)
gpu.hint(
    "no-kernel",
    "This build does not support your card",
    "python3 -c 'import torch; print(torch.version.cuda, torch.cuda.get_arch_list())'",
    "nvidia-smi --query-gpu=name,compute_cap --format=csv",
    why="Install a build for your card's compute capability.",
    when=(
        "no kernel image is available for execution",
        "is not compatible with the current PyTorch installation",
    ),
    programs=(),
    sure=0.92,
)
gpu.hint(
    "cpu-build",
    "This PyTorch was built without CUDA",
    "pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/cu126",
    "python3 -c 'import torch; print(torch.__version__, torch.version.cuda)'",
    when="Torch not compiled with CUDA enabled",
    programs=(),
    sure=0.95,
)
gpu.hint(
    "assert",
    "An error on the GPU: often an index out of range",
    lambda f: f"CUDA_LAUNCH_BLOCKING=1 {f.text}",
    lambda f: f"CUDA_VISIBLE_DEVICES= {f.text}",
    why="Run it in step, or on the CPU, to see the true line.",
    when=(
        "device-side assert triggered",
        "an illegal memory access was encountered",
        "CUBLAS_STATUS_",
    ),
    programs=(),
    sure=0.92,
)


@gpu.rule(
    when=(
        "CUDA out of memory",
        "CUDA error: out of memory",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "HIP out of memory",
        "cudaErrorMemoryAllocation",
        "cudaMalloc failed: out of memory",
    ),
    programs=(),
)
def out_of_memory(f: Failed) -> Advice:
    """The GPU's memory is used up."""
    flag = None
    for name, value in zip(f.command.words, f.command.words[1:], strict=False):
        if (
            re.match(r"--?(?:per_device_train_)?(?:batch[-_]?size|bs|batch)$", name.value)
            and value.value.isdigit()
        ):
            flag = f.swap(value, str(max(1, int(value.value) // 4)))
    joined = next(
        (w for w in f.command.words if re.match(r"--?\w*batch[-_]?\w*=\d+$", w.value)), None
    )
    if joined:
        head, _, number = joined.value.partition("=")
        flag = f.swap(joined, f"{head}={max(1, int(number) // 4)}")
    fragment = "reserved but unallocated" in f.output
    return f.hint(
        "The GPU has not enough free memory",
        "nvidia-smi",
        flag,
        f"PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True {f.text}"
        if fragment or not flag
        else None,
        why="Lower the batch size, or stop whatever else uses the GPU.",
        sure=0.95,
    )


gpu.hint(
    "shared-memory",
    "The container's shared memory is too small for data loaders",
    lambda f: f.text + " --num-workers 0" if f.program.startswith("python") else "",
    "df -h /dev/shm",
    why="Start the container with --shm-size=8g or --ipc=host.",
    when=("insufficient shared memory (shm)", "unable to open shared memory object"),
    programs=(),
    sure=0.92,
)
