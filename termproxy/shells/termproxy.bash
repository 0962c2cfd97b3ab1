# termproxy's bash integration, for bash 4.4 and later.
#
# Started as `bash --rcfile THIS` or, for a login shell, as `ENV=THIS bash --posix`: it reads the
# files that bash would have read, then adds marks around the prompt that tell termproxy where
# a command begins and ends. termproxy cuts the marks out again (core/scanner.py), so the terminal
# never sees them; core/session.py lists them. Everything of ours is named __tp_*,
# but for the function `termproxy`, which is there only where nothing else has that name.
#
# Marks come from the expansion of PS0, PS1 and PS2: no DEBUG trap, no fork, no command
# substitution. bash keeps $?, $_ and PIPESTATUS around each element of PROMPT_COMMAND itself.

# The nonce is what makes a mark ours: out of the environment before anything else runs.
__tp_n=${TERMPROXY_NONCE-} __tp_f=${TERMPROXY_FILL-} __tp_c=${TERMPROXY_COMMAND-}
unset TERMPROXY_NONCE TERMPROXY_FILL TERMPROXY_COMMAND

__tp_inject=${TERMPROXY_INJECT-}
unset TERMPROXY_INJECT
case $__tp_inject in
rc)
  # As bash does it without us; the system-wide bashrc has been read already.
  if [ -n "${TERMPROXY_RCFILE+x}" ]; then
    __tp_file=$TERMPROXY_RCFILE
    unset TERMPROXY_RCFILE
  else
    __tp_file=~/.bashrc
  fi
  if [ -r "$__tp_file" ]; then . "$__tp_file"; fi
  unset __tp_file
  ;;
login*)
  # POSIX mode was only the way in: undo every trace of it (bash(1), ENV and POSIX mode).
  unset ENV
  if [ -n "${TERMPROXY_ENV+x}" ]; then
    export ENV="$TERMPROXY_ENV"
    unset TERMPROXY_ENV
  fi
  set +o posix
  shopt -u inherit_errexit 2>/dev/null
  case $__tp_inject in *histfile*) export -n HISTFILE ;; esac
  case $__tp_inject in *mailcheck*) MAILCHECK=60 ;; esac
  if [ -r /etc/profile ]; then . /etc/profile; fi
  for __tp_file in ~/.bash_profile ~/.bash_login ~/.profile; do
    if [ -r "$__tp_file" ]; then
      . "$__tp_file"
      break
    fi
  done
  unset __tp_file
  ;;
esac
unset __tp_inject

__tp_init() {
  if [[ $- != *i* || -z $__tp_n ]] || ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
    unset __tp_n __tp_f __tp_c
    return 0
  fi
  # Started by its path: hints name `termproxy why`, which is to work here.
  if [[ $__tp_c ]] && ! \builtin type termproxy &>/dev/null; then
    termproxy() { \builtin command "$__tp_c" "$@"; }
  fi
  __tp_seq=0 __tp_ran=0 __tp_fin=0 __tp_early=

  # bash expands these each time it prints a prompt. ${__tp_n:+...}: nothing in a shell that
  # inherited an exported PS1. ${PWD+...}: for `set -u` with PWD unset.
  # The empty element of __tp_e (set below) is there for its subscript, which notes that a command ran.
  local __tp_cwd='${PWD+${PWD@Q}}'
  __tp_ps0='${__tp_n:+\e]6977;${__tp_n};C;${__tp_seq};'$__tp_cwd'\a${__tp_e[__tp_ran=1,0]}}'
  __tp_pre='\[${__tp_n:+\e]6977;${__tp_n};D;${__tp_seq};$?;${__tp_fin}\a'
  __tp_pre+='\e]6977;${__tp_n};A;${__tp_seq};'$__tp_cwd'\a}\]'
  __tp_suf='\[${__tp_n:+\e]6977;${__tp_n};B;${__tp_seq}\a}\]'
  __tp_ps2='\[${__tp_n:+\e]6977;${__tp_n};S;${__tp_seq}\a}\]'

  # Runs before each prompt, after everything of the user's.
  __tp_prompt() {
    local __tp_status=$?
    # Not ((...)), which fails for 0 and ends the shell under `set -e`.
    __tp_seq=$((__tp_seq + 1)) __tp_fin=$__tp_ran __tp_ran=0
    # "The output ends here", with the newest history entry as it stands, ended by the nonce.
    # HISTCONTROL and HISTIGNORE stay the user's: what they keep out, we do not learn.
    {
      \builtin printf '\e]6977;%s;E;%s;' "$__tp_n" "$__tp_seq"
      HISTTIMEFORMAT= \builtin history 1
      \builtin printf ';%s\a' "$__tp_n"
      # A command that was not found may be one of these names, mistyped.
      if [[ $__tp_status == 127 ]]; then
        \builtin printf '\e]6977;%s;N;' "$__tp_n"
        \builtin compgen -A alias -A function -X '_*'
        \builtin printf '\a'
      fi
      case $__tp_f:$SHELLOPTS: in
      /*:vi:*) \builtin printf '\e]6977;%s;F;vi\a' "$__tp_n" ;;
      /*:emacs:*) \builtin printf '\e]6977;%s;F;emacs\a' "$__tp_n" ;;
      esac
      if [[ $__tp_early ]]; then
        \builtin printf '\e]6977;%s;D;%s;%s;%s\a' "$__tp_n" "$__tp_seq" "$__tp_status" "$__tp_fin"
        \builtin printf '\e]6977;%s;A;%s;%s\a' "$__tp_n" "$__tp_seq" "${PWD+${PWD@Q}}"
      fi
    } 2>/dev/null >/dev/tty || :
    # Themes set these anew at any time, or keep the old value and prepend to it.
    PS0=${PS0-} PS1=${PS1-} PS2=${PS2-}
    PS0=${PS0//"$__tp_ps0"/}
    PS1=${PS1//"$__tp_pre"/}
    PS1=${PS1//"$__tp_suf"/}
    PS2=${PS2//"$__tp_ps2"/}
    if \builtin shopt -q promptvars; then
      PS0=$__tp_ps0$PS0 PS1=$__tp_pre$PS1$__tp_suf PS2=$__tp_ps2$PS2
    fi
    return 0
  }

  # termproxy's insert key: the line becomes what the file holds, once.
  __tp_fill() {
    local __tp_line=
    IFS= \builtin read -r -d '' __tp_line 2>/dev/null <"$__tp_f" || :
    if [[ $__tp_line ]] && : 2>/dev/null >|"$__tp_f"; then
      READLINE_LINE=$__tp_line READLINE_POINT=${#__tp_line}
    fi
    return 0
  }
  if [[ $__tp_f ]]; then
    local __tp_map
    for __tp_map in emacs vi-insert vi-command; do
      \builtin bind -m $__tp_map -x '"\e[24;8~":{ __tp_fill; } 2>/dev/null' 2>/dev/null || :
    done
  fi

  # The braces with their redirection keep `set -x` silent about us.
  if [[ ${bash_preexec_imported-}${__bp_imported-} ]]; then
    precmd_functions+=(__tp_prompt)
  elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
    if [[ $(\builtin trap -p DEBUG) ]]; then
      # Frameworks on a DEBUG trap arm themselves in the last element: stay ahead of it.
      PROMPT_COMMAND=('{ __tp_prompt; } 2>/dev/null' "${PROMPT_COMMAND[@]}")
    else
      # readline writes its mode ("(ins)") ahead of PS1: the prompt begins before that, here.
      case $(\builtin bind -v 2>/dev/null) in
      *'show-mode-in-prompt on'*) __tp_early=1 ;;
      esac
      # Element 0 is the user's, set or not: what reads or sets PROMPT_COMMAND as a string never
      # meets us.
      if [[ ${PROMPT_COMMAND[*]+x} ]]; then
        PROMPT_COMMAND+=('{ __tp_prompt; } 2>/dev/null')
      else
        PROMPT_COMMAND[1]='{ __tp_prompt; } 2>/dev/null'
      fi
    fi
  else
    # A newline, since the user's part may end in ";". Exported, it may reach another shell.
    PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}
    PROMPT_COMMAND+='{ declare -F __tp_prompt >/dev/null && __tp_prompt; } 2>/dev/null'
  fi
}
__tp_init
unset -f __tp_init
__tp_e=('') # last of all: an assignment leaves $_ empty
