# A Rust crate with two binaries.
mkdir -p src/bin examples; printf '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\nfast = []\n' >Cargo.toml
printf 'fn main() {\n    println!("a");\n}\n' >src/main.rs; printf 'fn main() {}\n' >src/bin/server.rs; printf 'fn main() {\n    let x: i32 = "a";\n    let v = vec![1];\n    let w = v;\n    println!("{:?}{}", v, w.len());\n}\n' >bad.rs
printf 'use serde::Serialize;\nfn main() {}\n' >serde.rs; printf 'fn main() {\n    let m = HashMap::new();\n}\n' >map.rs; printf 'fn main() {\n    let v: Vec<i32> = Vec::new();\n    println!("{}", v[3]);\n}\n' >panics.rs
