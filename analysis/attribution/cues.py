"""Tell cues of speech ("said") from those of belief, wish or deed ("believes", "refuses")."""

from __future__ import annotations

import re

_VERBS = """
accuse acknowledge add address admit advise advocate affirm agree allege announce answer
apologize appeal applaud argue ask assail assert assess assure attack attest authorize avow back
bash bemoan blame blast boast brag brand brief bristle broadcast call caution challenge chant
characterize charge chide cite claim clarify comment compare complain concede conclude condemn
confess confide confirm congratulate conjecture contend contradict counter criticise criticize
crow declare decree decry defend demand denounce deny deplore deride describe detail dictate
disclose discuss dismiss disparage dispute distance dub echo elaborate email emphasise emphasize
endorse enthuse enumerate equate estimate evoke exclaim exhort explain expound express extol
fire flag float forecast formulate gloat gripe grumble hail highlight hint implore imply
indicate inform inquire insinuate insist instruct interject interrupt intimate intone invite
invoke issue jest joke label lambaste lament laud liken list maintain mention message mock
mumble muse mutter name narrate nickname note notify object observe offer opine order outline
phone plead pledge point portray post praise preach predict proclaim profess promise pronounce
propose protest publish question quip quote rail rant read reaffirm reason reassure rebuff
rebuke rebut recall recap recite reckon recommend recount refer refute reiterate reject relate
release remark remind repeat reply report reprimand request respond restate retort retweet
reveal ridicule rule scold share shout shrug sigh signal sing skewer slam snap sneer specify
speculate spell stammer state stipulate stress suggest sum summarize suppose surmise taunt tease
telegraph tell term testify text thank threaten thunder tout trash trumpet tweet underline
underscore unveil urge utter venture voice volunteer vow warn welcome whisper wonder write yell
"""
_IRREGULAR = """
said says say saying told tell tells telling spoke speak speaks speaking spoken wrote written
writing writes swore swear swears swearing sworn forbade read laid cast put
"""
_OTHER_WORDS = """
according per quoted statement statements speech interview remarks comments comment account
announcement claim claims assertion accusation allegation allegations argument warning promise
pledge vow proposal suggestion question questions answer reply response letter message words
testimony report reports complaint criticism praise prediction declaration clear reportedly
allegedly contention insistence denial demand demands appeal call calls post tweet tweets email
memo headline editorial column poll survey study talk talks talked talking conversation debate
rhetoric quote quotes ultimatum
"""
_UNSAID = """
refuse refuses refused refusing decline declines declined declining want wants wanted wanting
hope hopes hoped hoping plan plans planned planning intend intends intended intending expect
expects expected expecting try tries tried trying seek seeks sought seeking prepare prepares
prepared preparing believe believes believed think thinks thought seem seems seemed appear
appears appeared avoid avoids avoided avoiding need needs needed unwilling unable reluctant
eager ready hesitate hesitated hesitates fail fails failed failing not n't never cannot without
neither nor won't stop stopped decide decides decided deciding wait waits waited waiting
"""
# Before a word of speech these say that it was not (or not yet) spoken.
_BEFORE = frozenset(_UNSAID.split())


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _forms(verb: str) -> set[str]:
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeou":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    more = {verb, verb + "s", verb + "ed", verb + "ing"}
    if verb.endswith(("s", "sh", "ch", "x")):
        more.add(verb + "es")
    # admitted, quipped: the doubled letter is right or harmless.
    return more | {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}


_SPEECH = (
    frozenset(_IRREGULAR.split())
    | frozenset(_OTHER_WORDS.split())
    | frozenset(form for verb in _VERBS.split() for form in _forms(verb))
)


def kind_of_cue(words: str) -> str:
    """``"speech"`` or ``"other"`` (beliefs, wishes, deeds, and what was left unsaid).

    Parameters
    ----------
    words : str
        The cue as printed: "told reporters", "has refused to say", "believes". A cue without
        letters (a colon, a dash) is speech.

    Examples
    --------
    >>> kind_of_cue("told reporters on Monday")
    'speech'
    >>> kind_of_cue("refused to say")
    'other'
    """
    found = [w.replace("’", "'") for w in _WORD.findall(words.lower())]
    if not found:
        return "speech"
    for word in found:
        if word in _BEFORE or word.endswith("n't"):
            return "other"
        if word in _SPEECH:
            return "speech"
    return "other"
