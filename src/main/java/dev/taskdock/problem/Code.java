package dev.taskdock.problem;

/// The kinds of diagnostics, each with a page of explanation.
///
/// Numbers are kept for ever: 1xxx reading, 2xxx task definitions, 5xxx engine, 6xxx running.
public enum Code {
  TD1001("the file does not exist"),
  TD1002("the file cannot be read"),
  TD1003("a folder where a file is needed"),
  TD1004("the file is too large"),
  TD1005("the file is not UTF-8 text"),
  TD1006("the file is empty"),
  TD1010("not JSON"),
  TD1011("the JSON ends too early"),
  TD1012("a comment in JSON"),
  TD1013("a trailing comma in JSON"),
  TD1014("nested too deeply"),
  TD1015("a member is written twice"),
  TD1016("a template that is not filled in"),
  TD1020("not YAML"),
  TD1021("too many YAML aliases"),
  TD1030("a line of an environment file is skipped"),
  TD1031("`export` in an environment file"),
  TD1032("not an assignment"),
  TD1040("an unknown key in taskdock.yaml"),
  TD1041("a folder or file that taskdock.yaml names does not exist"),
  TD1042("a build in taskdock.yaml is not complete"),
  TD1050("a file of secrets that others can read"),
  TD1051("a secret without a local value"),
  TD1052("an environment file without a local copy"),
  TD1053("an entry of taskdock.yaml that is not understood"),
  TD1054("a variable set that is a secret"),

  TD2001("not a task definition"),
  TD2002("the wrong type"),
  TD2003("a number written as text, or the reverse"),
  TD2004("an unknown member"),
  TD2005("larger than ECS takes"),
  TD2006("a word that ECS does not know here"),
  TD2007("a member of the overrides is not honoured yet"),
  TD2010("no family"),
  TD2011("not a family name"),
  TD2012("not declared for Fargate"),
  TD2013("a network mode other than awsvpc"),
  TD2014("no network mode"),
  TD2015("a Windows task"),
  TD2016("not supported on Fargate"),
  TD2020("no task size"),
  TD2021("a size that Fargate does not offer"),
  TD2022("not an amount of CPU or memory"),
  TD2023("containers ask for more CPU than the task has"),
  TD2024("a container asks for more memory than the task has"),
  TD2025("containers reserve more memory than the task has"),
  TD2026("reserves more memory than its limit"),
  TD2027("too little memory"),
  TD2030("no containers"),
  TD2031("too many containers"),
  TD2032("no essential container"),
  TD2033("two containers of one name"),
  TD2034("not a container name"),
  TD2040("no image"),
  TD2041("a placeholder instead of an image"),
  TD2042("not an image reference"),
  TD2043("an image for no container"),
  TD2050("hostPort differs from containerPort"),
  TD2051("one port claimed twice"),
  TD2052("no port"),
  TD2053("not a port range"),
  TD2054("a port and a range in one mapping"),
  TD2055("not a port name"),
  TD2056("one port name twice"),
  TD2060("waits for a container that does not exist"),
  TD2061("containers wait for each other"),
  TD2062("waits for the health of a container without health check"),
  TD2063("waits for the end of an essential container"),
  TD2070("a health check without a command"),
  TD2071("a health check's number out of range"),
  TD2072("a health check that begins with neither CMD nor CMD-SHELL"),
  TD2073("more than one text after CMD-SHELL"),
  TD2074("a shell line after CMD"),
  TD2075("a timeout out of range"),
  TD2080("one variable twice"),
  TD2081("valueFrom in environment"),
  TD2082("not a variable name"),
  TD2083("a value no process can receive"),
  TD2090("an override for no container");

  private final String title;

  Code(String title) {
    this.title = title;
  }

  /// What it is about, in a few words.
  public String title() {
    return title;
  }
}
