# termproxy's fish integration, for fish 3.4 and later. Started as `fish --init-command 'source
# THIS'`: it is read after config.fish and before the first prompt.
#
# It adds marks around the prompt that tell termproxy where a command begins and ends. termproxy
# cuts the marks out again (core/scanner.py), so the terminal never sees them; core/session.py
# lists them. Everything of ours is named __tp_*, but for the function `termproxy`, which is
# there only where nothing else has that name. Events and builtins only, no fork: what the user's
# own functions and prompt do is not touched.

set -q TERMPROXY_NONCE; or exit 0
# Global: inside a block a plain `set` would be gone at its end.
set -g __tp_n $TERMPROXY_NONCE
set -g __tp_f "$TERMPROXY_FILL"
set -e TERMPROXY_NONCE
set -e TERMPROXY_FILL
set -g __tp_c "$TERMPROXY_COMMAND"
set -e TERMPROXY_COMMAND
if not status is-interactive
    set -e __tp_n
    set -e __tp_f
    set -e __tp_c
    exit 0
end
# Started by its path: hints name `termproxy why`, which is to work here.
if test -n "$__tp_c"; and not type -q termproxy
    function termproxy
        command $__tp_c $argv
    end
end
# A number only has to differ from the one before, and a substitution is dear: 25 us, as much as
# all the rest of a prompt. So we count around this ring, and keep what seldom changes.
set -g __tp_next 2 3 4 5 6 7 8 9 1
set -g __tp_seq 1
set -g __tp_ran 0
set -g __tp_before 0 0
set -g __tp_pwd
set -g __tp_cwd
set -g __tp_keys unknown

function __tp_moved
    set -g __tp_pwd $PWD
    set -g __tp_cwd (builtin string escape --style=url -- $PWD)
end

function __tp_preexec --on-event fish_preexec
    set -g __tp_before $status $status_generation
    set -g __tp_ran 1
    test "$PWD" = "$__tp_pwd"; or __tp_moved
    set -l flags ''
    # fish keeps such lines out of its history.
    if set -q fish_private_mode; or builtin string match -q ' *' -- "$argv[1]"
        set flags p
    end
    builtin printf '\e]6977;%s;C;%s;%s;%s;%s\a' $__tp_n $__tp_seq "$__tp_cwd" "$flags" \
        (builtin string escape --style=url -- "$argv[1]")
end

function __tp_postexec --on-event fish_postexec
    set -l last $status $status_generation
    # What sets no status (`set`, a comment, a stopped job) leaves the old one standing.
    if test "$last" = "$__tp_before"
        set last[1] ''
    end
    set -g __tp_seq $__tp_next[$__tp_seq]
    # A command that was not found may be one of these names, mistyped.
    if test "$last[1]" = 127
        builtin printf '\e]6977;%s;N;' $__tp_n
        builtin functions --names
        builtin printf '\a'
    end
    builtin printf '\e]6977;%s;D;%s;%s;%s\a' $__tp_n $__tp_seq "$last[1]" $__tp_ran
    set -g __tp_ran 0
end

# A prompt has no end that fish would tell: the edit line is taken to begin with it.
function __tp_prompt --on-event fish_prompt
    set -g __tp_seq $__tp_next[$__tp_seq]
    test "$PWD" = "$__tp_pwd"; or __tp_moved
    builtin printf '\e]6977;%s;A;%s;%s\a\e]6977;%s;B\a' $__tp_n $__tp_seq "$__tp_cwd" $__tp_n
    if test -n "$__tp_f" -a "$fish_key_bindings" != "$__tp_keys"
        set -g __tp_keys "$fish_key_bindings"
        set -l editor emacs
        builtin string match -qr 'vi|hybrid' -- "$__tp_keys"; and set editor vi
        builtin printf '\e]6977;%s;F;%s\a' $__tp_n $editor
    end
end

# A line with a syntax error: the message stands there, and fish draws its prompt again below,
# with the line in it, but without the event.
function __tp_posterror --on-event fish_posterror
    set -g __tp_seq $__tp_next[$__tp_seq]
    builtin printf '\e]6977;%s;D;%s;;0;%s\a' $__tp_n $__tp_seq \
        (builtin string escape --style=url -- "$argv[1]")
    __tp_prompt
end

# ^C on a half-typed line. fish 3 goes on below with a prompt that it does not announce either;
# fish 4 clears the line in place, where a new prompt must not be told.
if string match -q '3.*' -- $version
    function __tp_cancel --on-event fish_cancel
        __tp_prompt
    end
end

# termproxy's insert key: the line becomes what the file holds, once.
function __tp_fill
    builtin read --null --local line <$__tp_f
    if test -n "$line"
        builtin printf '' >$__tp_f
        commandline --replace -- $line
    end
end
if test -n "$__tp_f"
    for mode in default insert replace visual
        if string match -q '3.*' -- $version
            bind -M $mode \e\[24\;8~ __tp_fill
        else
            bind -M $mode ctrl-alt-shift-f12 __tp_fill
        end
    end
end
