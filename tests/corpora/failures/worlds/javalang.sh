# Java sources.
printf 'public class Main { public static void main(String[] a) { System.out.println("hi"); } }\n' >Main.java
printf 'public class Broken {\n  public static void main(String[] a) {\n    int x = 1\n  }\n}\n' >Broken.java; printf 'public class Other { }\n' >Wrong.java
mkdir -p target; cp Main.java target/ 2>/dev/null || true
