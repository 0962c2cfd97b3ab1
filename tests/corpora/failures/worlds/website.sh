# PHP and Ruby: nothing is installed with composer or bundler.
mkdir -p public lib; printf '{"name": "acme/site", "require": {"php": ">=8.3", "monolog/monolog": "^3"}}\n' >composer.json; printf '<?php\nrequire __DIR__ . "/../vendor/autoload.php";\n' >public/index.php
printf '<?php\n$x = new Foo();\n' >class.php; printf '<?php\nfunction f() {\n  echo 1\n}\n' >semi.php; printf '<?php\necho undefined_fn(1);\n' >fn.php
printf 'source "https://rubygems.org"\ngem "sinatra"\n' >Gemfile; printf 'require "sinatra"\nget("/") { "x" }\n' >app.rb; printf 'class A\n  def x\n    1\nend\n' >ends.rb; printf 'nil.upcase\n' >nil.rb; printf 'require_relative "lib/helper"\n' >rel.rb
