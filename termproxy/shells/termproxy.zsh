# termproxy's zsh integration, for zsh 5.3 and later. Read by zsh/.zshenv before the user's files.
#
# It adds marks around the prompt that tell termproxy where a command begins and ends. termproxy
# cuts the marks out again (core/scanner.py), so the terminal never sees them; core/session.py
# lists them. Everything of ours is named __tp_*, but for the
# function `termproxy`, which is there only where nothing else has that name. Builtins only, no
# fork, no module.
#
# A and D go straight to the terminal: powerlevel10k and others rebuild PS1 and drop what they do
# not know. The A in PS1 is there for redraws (zle reset-prompt). B can only be in PS1.

typeset -gi __tp_seq=0 __tp_ran=0 __tp_ask=3
typeset -g __tp_line=
typeset -g __tp_pre=$'%{\e]6977;'$__tp_n$';A\a%}'
typeset -g __tp_suf=$'%{\e]6977;'$__tp_n$';B\a%}'
typeset -g __tp_ps2=$'%{\e]6977;'$__tp_n$';S\a%}'

__tp_precmd() {
  builtin local -i __tp_status=$?
  builtin emulate -L zsh -o no_warn_create_global -o no_aliases
  # Some plugins call the precmd hooks from a widget: no command has ended then.
  if ! builtin zle; then
    builtin local __tp_refused=
    # A line was entered, but never came to preexec: zsh could not parse it. Its status is 1 then,
    # or that of the command before.
    if (( ! __tp_ran )) && [[ -n $__tp_line ]]; then
      __tp_status=1 __tp_refused=';'${(qqqq)__tp_line}
    fi
    (( __tp_seq += 1 ))
    # A command that was not found may be one of these names, mistyped.
    (( __tp_status == 127 )) && {
      builtin print -rn -- $'\e]6977;'$__tp_n';N;'
      builtin alias +
      builtin typeset +fm '[^_]*'
      builtin print -n '\a'
    } >/dev/tty 2>/dev/null
    { builtin print -rn -- $'\e]6977;'$__tp_n';D;'$__tp_seq';'$__tp_status';'$__tp_ran$__tp_refused$'\a\e]6977;'$__tp_n';A;'$__tp_seq';'${(qqqq)PWD}$'\a' >/dev/tty } 2>/dev/null
    __tp_ran=0 __tp_line=
    (( __tp_ask )) && [[ -n $__tp_f ]] && __tp_tell_editor
  fi
  # Stay last, so that the prompt follows at once and themes have set PS1.
  if [[ ${precmd_functions[-1]} != __tp_precmd ]]; then
    precmd_functions=(${precmd_functions:#__tp_precmd} __tp_precmd)
  fi
  if [[ -o prompt_percent ]]; then
    PS1=${${PS1//$__tp_pre}//$__tp_suf}
    # A single % at the end of PS1 is shown as it is; it must not join ours.
    [[ $PS1 == (|*[^%])(%%)#% ]] && PS1=$PS1%
    PS1=$__tp_pre$PS1$__tp_suf
    PS2=$__tp_ps2${PS2//$__tp_ps2}
  fi
}

__tp_preexec() {
  builtin emulate -L zsh -o no_warn_create_global -o no_aliases
  __tp_ran=1
  # While a command runs, `print $PS1`, themes and child processes see the user's own.
  PS1=${${PS1//$__tp_pre}//$__tp_suf} PS2=${PS2//$__tp_ps2}
  # Kept out of the history: $1 is empty then, or the option will drop it after the command.
  builtin local __tp_flags=
  [[ -z $1 || ( -o hist_ignore_space && $1 == ' '* ) ]] && __tp_flags=p
  [[ $3 == *(bindkey|vi|emacs|source|eval|. )* ]] && __tp_ask=1
  { builtin print -rn -- $'\e]6977;'$__tp_n';C;'$__tp_seq';'${(qqqq)PWD}';'$__tp_flags';'${(qqqq)${1:-$3}}$'\a' >/dev/tty } 2>/dev/null
}

__tp_zshaddhistory() {
  __tp_line=${1%$'\n'}
  return 0
}

# Which editor is on can only be asked by output: through the file, for a substitution would fork.
# A file on a disk takes up to 1 ms. So we ask at the first prompts, where plugins set themselves up,
# and after what may have changed it.
__tp_tell_editor() {
  builtin local __tp_map= __tp_editor=emacs
  (( __tp_ask -= 1 ))
  {
    builtin bindkey -lL main >|$__tp_f && builtin read -r __tp_map <$__tp_f && : >|$__tp_f
    [[ $__tp_map == *viins* ]] && __tp_editor=vi
    builtin print -rn -- $'\e]6977;'$__tp_n';F;'$__tp_editor$'\a' >/dev/tty
  } 2>/dev/null
}

# termproxy's insert key: the line becomes what the file holds, once.
__tp_fill() {
  builtin emulate -L zsh -o no_warn_create_global -o no_aliases
  builtin local __tp_text=
  { IFS= builtin read -r -d '' __tp_text <$__tp_f } 2>/dev/null
  if [[ -n $__tp_text ]] && { : >|$__tp_f } 2>/dev/null; then
    # In vi's insert mode all changes are one to undo, unless they are split.
    builtin zle split-undo 2>/dev/null
    BUFFER=$__tp_text CURSOR=$#__tp_text
    builtin zle split-undo 2>/dev/null
  fi
}

__tp_bind() {
  if [[ ! -o zle ]]; then
    __tp_f=
    return
  fi
  builtin zle -N __tp_fill
  builtin local __tp_map
  for __tp_map in main emacs viins vicmd; do
    # Where the user took away all that begins with ESC, ESC alone shall not have to wait for us.
    [[ $__tp_map == vi* && -z "$(builtin bindkey -M $__tp_map -p '^[')" ]] && continue
    builtin bindkey -M $__tp_map '^[[24;8~' __tp_fill
  done
}

# The hooks are added at the first prompt, behind those of the user's files.
__tp_init() {
  builtin emulate -L zsh -o no_warn_create_global -o no_aliases
  precmd_functions=(${precmd_functions:#__tp_init} __tp_precmd)
  preexec_functions+=(__tp_preexec)
  zshaddhistory_functions+=(__tp_zshaddhistory)
  [[ -z $__tp_f ]] || __tp_bind
  # Started by its path: hints name `termproxy why`, which is to work here.
  if [[ -n $__tp_c ]] && ! builtin whence termproxy >/dev/null; then
    termproxy() { builtin command $__tp_c "$@" }
  fi
  builtin unfunction __tp_init __tp_bind
  __tp_precmd
}
typeset -ag precmd_functions preexec_functions zshaddhistory_functions
precmd_functions+=(__tp_init)
