"""Brings text into the one form that the cues are written for; undoes simple disguises.

Linear in the length of the text. Not a general deobfuscator: only what people do to words of this
kind, so that ordinary text keeps its meaning.
"""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})
_QUOTE = re.compile("[’‘`´“”]")
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"})
_LEET_SIGN = re.compile("[013457@$*!|]")
_LEET_WORD = re.compile(r"[\w@$*]{3,}", re.ASCII)
_LEET_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz013457@$*")
_INNER_MARK = re.compile(r"(?<=[a-z])[!|](?=[a-z])")
_STARRED = {
    re.compile(
        r"\bs[u*]?[*]{1,5}c?[i*]?(cid|ide|cide|de)\b|\bsu[*i]?cid[*e]?\b|\bsui[*]{1,5}e?\b"
    ): "suicide",
    re.compile(r"\bk[*]{1,5}(ll|l)?\b(?= (my|him|her|them|your))|\bki[*]{1,5}l?\b"): "kill",
    re.compile(r"\bd[*]{1,5}e?\b(?!\w)"): "die",
}
_SPACED_LATIN = re.compile(r"\b(?:[a-z][ .\-_*]){3,}[a-z]\b")
_SPACED_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ .,·\-_*/|~\\+、。…]{1,3}(?=[\u4e00-\u9fff])")
_WORD = re.compile("[a-z]+")
_VERBS = ("do", "does", "did", "ca", "wo", "is", "was", "are", "were", "have", "has", "had")
_WORDS = {
    **{f"{verb}nt": f"{verb}n't" for verb in (*_VERBS, "would", "could", "should")},
    **dict.fromkeys(("gonna", "imma", "ima", "gunna"), "going to"),
    **dict.fromkeys(("sucid", "sucide", "suicid"), "suicide"),
    **dict.fromkeys(("tn", "tonite"), "tonight"),
    **dict.fromkeys(("myslef", "myselve"), "myself"),
    "im": "i'm",
    "ive": "i've",
    "wanna": "want to",
    "gotta": "have to",
    "anymor": "anymore",
    "sucidal": "suicidal",
}
_SLANG = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_I_WOULD = re.compile(r"\bid (?=(?:rather|be|love|kill|die)\b)")
_PAIRED = frozenset(("id", "any"))
_SIMPLIFIED = str.maketrans(
    "殺輕盡結束斷無沒個來過樓橋藥繩遺書說話愛媽爸氣嗎麼們樣還這裡裏後對應該會讓從離開蘇"
    "傷殘頭燒門煙熱線難過覺夢給誰為與東車軌馬鐵髮臺體變壞條寫筆別訣連負擔麻煩應當準備買槍",
    "杀轻尽结束断无没个来过楼桥药绳遗书说话爱妈爸气吗么们样还这里里后对应该会让从离开苏"
    "伤残头烧门烟热线难过觉梦给谁为与东车轨马铁发台体变坏条写笔别诀连负担麻烦应当准备买枪",
)
_TRADITIONAL = re.compile(f"[{''.join(map(chr, _SIMPLIFIED))}]")


def normal(text: str) -> str:
    """The text in lower case, without disguise, with simplified characters."""
    text = text.replace("`", "'").lower() if text.isascii() else _folded(text)
    if _LEET_SIGN.search(text):
        text = _undisguised(text)
    text = _SPACED_LATIN.sub(_closed_up, text)
    words = set(_WORD.findall(text))
    if not words.isdisjoint(_WORDS):
        text = _SLANG.sub(lambda match: _WORDS[match[0]], text)
    if not words.isdisjoint(_PAIRED):
        text = _I_WOULD.sub("i'd ", text).replace("any more", "anymore")
    return text


def tight(text: str) -> str:
    """`text` without what stands between single Chinese characters."""
    return text if text.isascii() else _SPACED_HAN.sub("", text)


def _folded(text: str) -> str:
    # Asking first is quicker than translating: most texts have nothing to translate.
    if _QUOTE.search(text):
        text = text.translate(_QUOTES)
    text = unicodedata.normalize("NFKC", text)
    if _QUOTE.search(text):
        text = text.translate(_QUOTES)
    text = _INVISIBLE.sub("", text).casefold()
    return text.translate(_SIMPLIFIED) if _TRADITIONAL.search(text) else text


def _undisguised(text: str) -> str:
    if "*" in text:
        for pattern, word in _STARRED.items():
            text = pattern.sub(word, text)
    return _LEET_WORD.sub(_plain, _INNER_MARK.sub("i", text))


def _closed_up(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*]", "", match[0])


def _plain(match: re.Match[str]) -> str:
    """A word with signs for letters, read as letters if at least half of it is."""
    word = match[0]
    letters = sum(char.isalpha() for char in word)
    if letters == len(word) or letters * 2 < len(word) or not _LEET_LETTERS.issuperset(word):
        return word
    return word.translate(_LEET)
