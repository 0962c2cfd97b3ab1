# A Maven project and loose classes.
mkdir -p src/main/java/com/acme; cat >pom.xml <<'P'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.acme</groupId>
  <artifactId>app</artifactId>
  <version>1.0</version>
  <properties><maven.compiler.release>21</maven.compiler.release></properties>
</project>
P
printf 'package com.acme;\npublic class App { public static void main(String[] a) { System.out.println(1) } }\n' >src/main/java/com/acme/App.java
printf 'public class Hello { public static void main(String[] a) { String s = null; s.length(); } }\n' >Hello.java; printf 'import org.junit.Test;\npublic class T {}\n' >T.java
printf 'class Wrong { int f() { return "a"; } }\n' >Wrong.java; printf '#!/bin/sh\necho gradle\n' >gradlew; printf 'public class Other {}\n' >Main2.java
