/// What taskdock tells people about their files: codes, places, diagnostics and how they are
/// printed.
///
/// A mistake of the user's is a value, never an exception: readers gather
/// [dev.taskdock.problem.Diagnostic]s in [dev.taskdock.problem.Problems] and go on, so one run
/// shows all of them. Each says *what* is wrong, *why* it is (the ECS rule, with AWS's own words
/// where they are known) and the *fix*. [dev.taskdock.problem.Report] is the one function that
/// prints them:
///
/// ```
/// error TD2062: "web" waits for "db" to be HEALTHY, but "db" has no health check
///   ┌ web.json:41:17
/// 41│         "condition": "HEALTHY"
///   │                      ^^^^^^^^^
///   why  AWS: "A dependency container with HEALTHY condition must have health check configured"
///   fix  add "healthCheck" to "db", or wait for START
/// ```
///
/// Values of the model carry no positions, because equality would break. Readers leave them in
/// [dev.taskdock.problem.Origins], so a failure an hour later can still point into the file.
///
/// The package is pure and depends on nothing: no file is opened here, the text to quote is handed
/// in. The page behind each [dev.taskdock.problem.Code] is a resource of this package that
/// [dev.taskdock.input.Pages] reads.
@org.jspecify.annotations.NullMarked
package dev.taskdock.problem;
