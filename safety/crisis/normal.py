"""Brings text into the one form that the cues are written for; undoes simple disguises.

Linear in the length of the text. Not a general deobfuscator: only what people do to words of this
kind, so that ordinary text keeps its meaning.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"})
_LEET_WORD = re.compile(r"\b(?=\w*[a-z])(?=[\w@$]*[013457@$*])[a-z013457@$*]{3,}\b", re.ASCII)
_INNER_MARK = re.compile(r"(?<=[a-z])[!|](?=[a-z])")
_STARRED = {
    re.compile(
        r"\bs[u*]?[*]+c?[i*]?(cid|ide|cide|de)\b|\bsu[*i]?cid[*e]?\b|\bsui[*]+e?\b"
    ): "suicide",
    re.compile(r"\bk[*]+(ll|l)?\b(?= (my|him|her|them|your))|\bki[*]+l?\b"): "kill",
    re.compile(r"\bd[*]+e?\b(?!\w)"): "die",
}
_SPACED_LATIN = re.compile(r"\b(?:[a-z][ .\-_*]){3,}[a-z]\b")
_SPACED_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ .,·\-_*/|~\\+、。…]{1,3}(?=[\u4e00-\u9fff])")
_CONTRACTIONS = (
    (
        re.compile(r"\b(do|does|did|ca|wo|is|was|are|were|have|has|had|would|could|should)nt\b"),
        r"\1n't",
    ),
    (re.compile(r"\bim\b"), "i'm"),
    (re.compile(r"\bive\b"), "i've"),
    (re.compile(r"\bid (rather|be|love|kill|die)\b"), r"i'd \1"),
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\bgonna\b|\bimma\b|\bima\b|\bgunna\b"), "going to"),
    (re.compile(r"\bgotta\b"), "have to"),
    (re.compile(r"\banymo(?:re|ar)\b|\bany more\b"), "anymore"),
    (re.compile(r"\bmyslef\b|\bmyselve\b"), "myself"),
    (re.compile(r"\bsu[i1]?c[i1]d(e|al)?\b"), r"suicid\1"),
    (re.compile(r"\btn\b|\btonite\b"), "tonight"),
)
_SIMPLIFIED = str.maketrans(
    "殺輕盡結束斷無沒個來過樓橋藥繩遺書說話愛媽爸氣嗎麼們樣還這裡裏後對應該會讓從離開蘇"
    "傷殘頭燒門煙熱線難過覺夢給誰為與東車軌馬鐵髮臺體變壞條寫筆別訣連負擔麻煩應當準備買槍",
    "杀轻尽结束断无没个来过楼桥药绳遗书说话爱妈爸气吗么们样还这里里后对应该会让从离开苏"
    "伤残头烧门烟热线难过觉梦给谁为与东车轨马铁发台体变坏条写笔别诀连负担麻烦应当准备买枪",
)


def normal(text: str) -> str:
    """The text in lower case, without disguise, with simplified characters."""
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    text = _INVISIBLE.sub("", text).casefold().translate(_SIMPLIFIED)
    for pattern, word in _STARRED.items():
        text = pattern.sub(word, text)
    text = _LEET_WORD.sub(_plain, _INNER_MARK.sub("i", text))
    text = _SPACED_LATIN.sub(lambda m: re.sub(r"[ .\-_*]", "", m[0]), text)
    for pattern, whole in _CONTRACTIONS:
        text = pattern.sub(whole, text)
    return text


def tight(text: str) -> str:
    """`text` without what stands between single Chinese characters."""
    return _SPACED_HAN.sub("", text)


def _plain(match: re.Match[str]) -> str:
    word = match[0]
    letters = sum(char.isalpha() for char in word)
    return word.translate(_LEET) if letters * 2 >= len(word) else word
