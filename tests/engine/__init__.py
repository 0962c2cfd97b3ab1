"""Tests against a real inference engine, deselected unless asked for:

    python3 -m venv /opt/llama
    CMAKE_ARGS=-DGGML_NATIVE=OFF /opt/llama/bin/pip install "llama-cpp-python[server]"   # minutes
    TERMPROXY_ENGINE=/opt/llama/bin/python pytest -m real_engine

The engine has a virtual environment of its own, because it is large and built from source. Its
models are made on the spot (`tiny.py`), and say what we know they say.
"""
