# ruff: noqa: E501 - a pattern reads better on one line
"""Health told in English prose: an illness beside somebody who has it, injuries, operations, pregnancy, devices."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, scan
from service.privacy.recognizers.lexicon import by_first_letter, words

_ENGLISH_NAMES = by_first_letter(word.replace("_", " ") for word in words("diseases") if word.isascii())
_ENGLISH = regex.compile(
    rf"(?<![A-Za-z])(?:(?:manag(?:e|es|ed|ing)|liv(?:e|es|ed|ing)[ ]with|battl(?:e|ed|ing)|fought|beat|(?:on[ ])?leave[ ]for|recovering[ ]from|exempted[ ](?:from[ ]\w{{1,12}}[ ]\w{{1,12}}[ ])?(?:because[ ]of|due[ ]to|for)|overc[ao]me|overcoming|despite|due[ ]to|because[ ]of|treated[ ]for|medication[ ]for|treatment[ ]for|history[ ]of|developed|my|her|his|i[ ]am|i['’]m|i[ ]have|i['’]ve|i[ ]was|have|has|had|having|and|from|with|of|being|am|is|as)[ ](?:an?[ ]|my[ ]|her[ ]|his[ ]|severe[ ]|mild[ ]|chronic[ ]|partial[ ]|congenital[ ]|early[ ]|the[ ]){{0,2}}|(?:user|survivor|patient)[ ]\(?)(?P<value>(?:{_ENGLISH_NAMES})(?:[ ]in[ ](?:one|my|both)[ ](?:left[ ]|right[ ])?\w{{2,6}})?)(?![A-Za-z])(?![ -](?:patients?|data(?:set)?s?|detection|prediction|classif|research|model|screening|care|app|treatment|stud(?:y|ies)|images?|imaging|center|centre|hospital|drug|therap|trial|risk|awareness|institute|society|foundation|support|accessib|spot|test|review))",
    regex.IGNORECASE,
)
_ENGLISH_TOLD = regex.compile(
    r"(?<![A-Za-z])(?P<value>(?:(?:[0-9]{1,2}|two|three|four|five|six|seven|eight)[ -](?:weeks?|months?)[ ]pregnant|(?<=(?:i am|i'm|i’m|currently|is|was|got|became|while|being)[ ])pregnant(?:[ ]with[ ][^.\n,]{1,20})?))(?![A-Za-z])(?![ ](?:women|patients?|mothers|users|people|workers|customers))"
    r"|(?<![A-Za-z])(?:i|she|he|we|my[ ]wife)(?:[ ](?:am|is|are)|['’](?:m|s|re))[ ](?P<value>(?:an?[ ])?(?:[a-z]{3,10}[ ])?cancer[ ]survivor|expecting[ ](?:our|my|her|his|a|the|another)[ ](?:first[ ]|second[ ]|third[ ])?(?:child|baby|son|daughter)|expecting[ ]twins)"
    r"|(?<![A-Za-z])(?:my|her|his|had|have|has|after|undergone|underwent|from|for|a|an|with|needed|wear|wears|use)[ ](?P<value>(?:(?:hernia|gallbladder|thyroid|appendix|lasik|cataract|sinus|foot|leg|jaw|knee|back|hip|shoulder|heart|spinal|spine|brain|wrist|ankle|eye|bypass|open-heart|acl|elbow|neck|cancer|hand)[ ](?:surgery|operation|replacement|injury|transplant)|(?:torn|ruptured)[ ](?:acl|achilles|ligament|meniscus|rotator[ ]cuff)|(?:broken|fractured)[ ](?:leg|arm|wrist|ankle|hip|back|foot|hand|collarbone|rib)s?|acl[ ]tear|concussion|(?:kidney|liver|heart|bone[ ]marrow|cornea)[ ]transplant|c-section|mastectomy|hysterectomy|pacemaker|cochlear[ ]implant|stutter|stammer|speech[ ]impediment|prosthetic[ ](?:leg|arm|hand|foot)|hearing[ ]aids?|nervous[ ]breakdown|burnout))(?![A-Za-z])(?![ ](?:robot|device|app|startup|unit|centre|center|ward|research|team|department|product|platform|patients?|data|market|software|system|prevention|implants?))"
    r"|(?<![A-Za-z])(?:i|he|she)[ ](?:had[ ])?(?P<value>lost[ ](?:my|his|her)[ ](?:right[ ]|left[ ])?(?:hearing|sight|eyesight|vision|leg|arm|hand|eye|foot)|(?:tore|broke|fractured|injured|hurt|dislocated)[ ](?:my|his|her)[ ](?:right[ ]|left[ ]|lower[ ])?(?:acl|knee|leg|arm|wrist|ankle|back|shoulder|achilles|hip|hand|neck|spine|foot))(?![A-Za-z])|(?<![A-Za-z])(?:i|he|she)[ ](?:take|takes|took|inject|injects|carry|carries|am[ ]on|is[ ]on)[ ](?:an?[ ])?(?P<value>insulin|antidepressants|blood[ ]pressure[ ]medication|inhaler|epipen|anti-anxiety[ ]medication|lithium|medication(?=[.,;]|[ ]for[ ]my))(?![A-Za-z])",
    regex.IGNORECASE,
)
_PERSONAL = regex.compile(
    r"(?<![A-Za-z])(?:i|my|me|her|his|she|he|mother|father|brother|sister|wife|husband)(?![A-Za-z])", regex.IGNORECASE
)
_STRONG = regex.compile(
    r"(?<![A-Za-z])(?:diagnosed[ ]with|allergic[ ]to|suffer(?:s|ed|ing)?[ ]from|recover(?:ed|ing)[ ]from|surviv(?:ed|or[ ]of)|surgery[ ]for|hospitali[sz]ed[ ](?:for|with))[ ](?:an?[ ])?(?P<value>[a-z0-9' -]{3,40}?)(?=[.,;)\n]|$|[ ](?:and|but|in|at|when|which|while|during|so|for|since|last|after)[ ])"
    r"|(?<![A-Za-z])uses?[ ](?:an?[ ])(?P<value>wheelchair|hearing[ ]aids?|white[ ]cane|guide[ ]dog|prosthe(?:sis|tic[ ]\w{3,4}))|(?P<value>wheelchair[ ]user|registered[ ]disab(?:led|ility)[^.,\n]{0,20})|(?<=[Ww]heelchair[ ]user[ ]?\()(?P<value>[a-z -]{3,30})",
    regex.IGNORECASE,
)


# patients suffering from, clients diagnosed with
_OTHERS = regex.compile(
    r"(?r)(?<![A-Za-z])(?:patients?|clients?|children|people|users?|adults|women|men|individuals|residents|students|veterans|seniors|those|persons?|families|mothers|kids|survivors|customers|pets|dogs|cats)(?:[ ](?:who|that))?(?:[ ](?:are|were|is|have|had|been)){0,2}[ ](?:[a-z]{3,12}[ ]){0,2}",
    regex.IGNORECASE,
)


def find_english(analysis: Analysis) -> Iterator[Found]:
    """Yield conditions told in English."""
    for pattern in (_STRONG, _ENGLISH_TOLD):
        for match in scan(pattern, analysis.text):
            if _OTHERS.match(analysis.text, max(0, match.start() - 40), match.start("value")) is None:
                yield Found(*match.span("value"), 0.75, "HEALTH")
    for match in scan(_ENGLISH, analysis.text):
        # Somebody must be spoken of: an illness alone is a subject of study.
        if analysis.around(match.start("value"), match.end("value"), _PERSONAL, 60, 12):
            yield Found(*match.span("value"), 0.7, "HEALTH")
