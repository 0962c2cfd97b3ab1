# No repository, no project; one in a folder below.
mkdir -p shop/src && (cd shop && git init -q -b main . && printf '{"name": "shop", "scripts": {"dev": "x"}}\n' >package.json)
printf 'a\n' >a.txt; printf 'b\n' >b.txt
