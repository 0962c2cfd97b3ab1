# A cargo package with two binaries; sources with one mistake each.
mkdir -p src/bin tests; printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n' >Cargo.toml
printf 'fn main() { println!("hi"); }\n' >src/main.rs; printf 'fn main() { println!("tool"); }\n' >src/bin/tool.rs
printf 'fn main() {\n    let x: i32 = "a";\n    println!("{}", x);\n}\n' >mismatch.rs; printf 'fn main() {\n    println!("{}", cout);\n}\n' >unknown.rs
printf 'use std::collections::HashMp;\nfn main() {}\n' >usewrong.rs; printf 'use serde::Serialize;\nfn main() {}\n' >usecrate.rs; printf 'fn main() {\n    let x = 1;\n    x = 2;\n    println!("{}", x);\n}\n' >mutable.rs
