"""How often a literal is met in text, without counting it."""

import math
from functools import lru_cache

# Bits of surprise in a character of European web text; in these pairs the second character surprises half as much.
_BITS = {" ": 2.7, "e": 3.3, **dict.fromkeys("tanisro", 4.0), **dict.fromkeys("ldhcu", 5.0)}
RARE = frozenset("©#@[]{}>€£=+_")
"""Symbols that tell something by themselves."""
_BITS |= {**dict.fromkeys("mgpf", 5.8), **dict.fromkeys("bwyvk.,", 6.6), **dict.fromkeys(RARE, 13.0)}
_PAIRS = (
    "e |s |er| a|in|n |en|t | t|r |an| s|re|th|he|d |es|te| d| i|on|nd|de|st|ch| c|ti|or|ng|at|it| w| o| p| m| b|al"
    "|le| f|ar|nt|se|ne|ou|ie|y |to|is|ic|ge|me|un|ve|li|ra|ed|ei|co|ro|as|ha|ri|ea|di|el|ta|io|si|ma|ll|qu|ww|tt"
)
_COMMON = (
    " the  and  for  with  from  this  that  your  you  are  not  can  all  more  new  about  our  will  have  on  at  by  here "
    " to  of  in  is  it  a  an  or  us  be  do  if  my  i  no  out  up  get  see  one "
    " now  like  also  when  what  so  my  we  best  home  start  plan  work  help  service  news  video  phone  post  share "
    " 2019 2020 "
    " der  die  das  und  von  den  dem  des  fur  mit  auf  ist  zur  zum  auch  uber  mehr  sie  wir  ein  eine  als  aus "
    " que  los  las  por  para  con  una  del  les  des  est  pour  dans  sur  avec  che  per  non  della  com  uma  het  een "
)
# Once begun, words and phrases surprise little: after so many bits, only a quarter of the further ones count.
_RARE_BITS, _COMMON_BITS, _FREE_BITS, _LATER = 9.0, 11.0, 16.0, 0.25
_NEXT_BITS = 3.0
"""So much surprises each further word of a row of common ones."""


@lru_cache(maxsize=100_000)
def cost_of(literal: str) -> float:
    """Estimate how often a literal occurs per character of European web text; a longer one is never more frequent."""
    rarest = tail = 0.0
    for index in reversed(range(len(literal))):
        bits = _BITS.get(literal[index], _RARE_BITS)
        rarest = max(rarest, bits + tail)
        tail += bits / 2 if literal[index - 1 : index + 1] in _PAIRS else bits
    surprise = min(rarest, _FREE_BITS) + _LATER * max(rarest - _FREE_BITS, 0)
    return math.exp2(-min(surprise, _COMMON_BITS + _NEXT_BITS * literal.strip().count(" ")) if _is_common(literal) else -surprise)


def _is_common(literal: str) -> bool:
    """Say whether a literal is cut out of a row of common words."""
    first, *others = literal.split(" ")
    if not others:
        return first in _COMMON
    *between, last = others
    return f"{first} " in _COMMON and f" {last}" in _COMMON and all(f" {word} " in _COMMON for word in between)
