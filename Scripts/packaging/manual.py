"""Writes a manual page of a command that is made with ArgumentParser.

    manual.py COMMAND DATE >PAGE

COMMAND --experimental-dump-help describes it; DATE stands at the foot of the page, as 2026-12-31.
"""

import json
import subprocess
import sys

# An option that at least so many subcommands have is described once.
COMMON = 5


def escaped(text):
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.splitlines())


def name(option):
    """As it is typed: --store file."""
    names = [("--" if each["kind"] == "long" else "-") + each["name"] for each in option.get("names", [])]
    value = f"\\fI{escaped(option['valueName'])}\\fR"
    if option["kind"] == "positional":
        return value
    bold = ", ".join(f"\\fB{escaped(each)}\\fR" for each in names)
    return bold if option["kind"] == "flag" else f"{bold} {value}"


def synopsis(option):
    text = name(option) + (" ..." if option["isRepeating"] else "")
    return f"[{text}]" if option["isOptional"] else text


def shown(command):
    return [each for each in command.get("arguments", []) if each["shouldDisplay"] and each["valueName"] not in ("help", "version")]


def describe(options):
    for option in options:
        text = [option.get("abstract", "")]
        if values := option.get("allValues"):
            text.append(f"One of {', '.join(values)}.")
        if default := option.get("defaultValue"):
            text.append(f"The default is {default}.")
        print(f".TP\n{name(option)}\n{escaped(' '.join(each for each in text if each))}")


def leaves(command, path=()):
    """Every subcommand that does something, with its names."""
    path = (*path, command["commandName"])
    deeper = [each for each in command.get("subcommands", []) if each["commandName"] != "help" and each["shouldDisplay"]]
    if not deeper:
        return [(path, command)]
    return [leaf for each in deeper for leaf in leaves(each, path)]


def page(command, version, date):
    title = command["commandName"]
    commands = leaves(command)
    count = {}
    for _, each in commands:
        for option in shown(each):
            count.setdefault(json.dumps(option, sort_keys=True), []).append(option)
    common = [found[0] for found in count.values() if len(found) >= COMMON]
    abstract = command["abstract"].rstrip(".")
    print(f'.TH {title.upper()} 1 {date} "{title} {version}" "User commands"')
    print(f".SH NAME\n{escaped(title)} \\- {escaped(abstract[0].lower() + abstract[1:])}")
    print(".SH SYNOPSIS")
    if len(commands) > 1:
        print(f"\\fB{escaped(title)}\\fR \\fIcommand\\fR [\\fIoption\\fR ...]\n.br")
        print(f"\\fB{escaped(title)} help\\fR [\\fIcommand\\fR]\n.br")
    else:
        print(f"\\fB{escaped(title)}\\fR " + " ".join(synopsis(each) for each in shown(command)) + "\n.br")
    print(f"\\fB{escaped(title)} \\-\\-version\\fR")
    if discussion := command.get("discussion"):
        print(f".SH DESCRIPTION\n{escaped(discussion)}")
    if len(commands) == 1:
        print(".SH OPTIONS")
        describe(shown(command))
        return
    print(".SH COMMANDS")
    for path, each in commands:
        own = [option for option in shown(each) if option not in common]
        print(f".SS {escaped(' '.join(path[1:]))}")
        print(f"\\fB{escaped(' '.join(path))}\\fR " + " ".join(synopsis(option) for option in shown(each)))
        print(f".PP\n{escaped(each.get('abstract', ''))}")
        if discussion := each.get("discussion"):
            print(f".PP\n{escaped(discussion)}")
        describe(own)
    if common:
        print(".SH COMMON OPTIONS")
        describe(common)


def main(executable, date):
    dump = json.loads(subprocess.check_output([executable, "--experimental-dump-help"]))
    version = subprocess.check_output([executable, "--version"], text=True).strip()
    page(dump["command"], version, date)


if len(sys.argv) != 3:
    print(__doc__, file=sys.stderr)
    sys.exit(64)
main(*sys.argv[1:])
