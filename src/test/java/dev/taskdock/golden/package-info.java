/// Golden tests: what goes in and what comes out, as text in one file per case.
///
/// A suite is a folder of `src/test/resources/golden`; a case is a `.case` file of sections under
/// dashed headings, the last of which is `--- expected`:
///
/// ```
/// A sentence on what the case is about.
/// --- input web.json
/// {"family": "web"}
/// --- expected
/// error TD2030: …
/// ```
///
/// A new suite is a test class with a `@TestFactory` that hands [dev.taskdock.golden.GoldenSuite]
/// the folder and a function from case to text. `mvn test -Dgolden=update` writes what came out
/// into the cases; the diff is then read in review as the specification of the change.
@org.jspecify.annotations.NullMarked
package dev.taskdock.golden;
